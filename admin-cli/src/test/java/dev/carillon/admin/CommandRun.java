package dev.carillon.admin;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** What a command said, and how it ended. */
record CommandRun(int exitCode, String out, String err) {
    /** Runs one against these nodes, as somebody called olga. */
    static CommandRun of(String servers, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Surroundings surroundings = new Surroundings(
                () -> System.currentTimeMillis() / 1_000,
                bytes -> {},
                Map.of("CARILLON_ADMIN", servers, "USER", "olga"));
        CommandLine line = AdminMain.commandLine(surroundings);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = line.execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
