package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.LoadException;
import dev.carillon.simulator.bench.load.Row;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A measurement of {@code carillon bench} for those who want its figures, not its words. One thread. */
public final class BenchRun {
    private BenchRun() {}

    /**
     * Measures, as the command with these words would; says on standard error how far it has come.
     *
     * @throws LoadException if it did not come to its end
     */
    public static List<Row> rows(String... words) throws InterruptedException {
        CommandSpec command = new CommandLine(new BenchCommand())
                .parseArgs(words)
                .subcommand()
                .commandSpec();
        CommandSpec mixin = Objects.requireNonNull(command.mixins().get("options"), "a benchmark without options");
        BenchOptions options = (BenchOptions) mixin.userObject();
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            Bench bench = new Bench(options, nowhere, System.err);
            ((Measurement) command.userObject()).measure(bench);
            return bench.report().rows();
        } catch (BenchException e) {
            throw new LoadException(String.valueOf(e.getMessage()));
        }
    }
}
