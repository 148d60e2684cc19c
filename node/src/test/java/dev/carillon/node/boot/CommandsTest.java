package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the module's commands print, and how they end. */
class CommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private record Result(int exitCode, String out, String err) {}

    @Test
    void configCheckNamesPlaceProblemAndNearestKey() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "limits:\n  inbox-agee: 3d\n");
        Result result = run("config", "check", file.toString());
        assertThat(result)
                .isEqualTo(new Result(
                        2, "", file + ":2:3: limits.inbox-agee is not a setting; did you mean limits.inbox-age?\n"));
        Result json = run("config", "check", file.toString(), "--json");
        assertThat(json.exitCode()).isEqualTo(2);
        assertThat(json.out()).contains("\"line\":2", "\"column\":3", "\"nearest\":\"limits.inbox-age\"");
    }

    @Test
    void configCheckNamesEveryProblemInTheOrderOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), """
                listen:
                  prt: 7400
                limits:
                  hello-timeout: soon
                  connections: 0
                  frame: 64KiB
                  slow-reader-byte: 4MiB
                """);
        Result result = run("config", "check", file.toString());
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().replace(file.toString(), "c.yaml")).isEqualTo("""
                        c.yaml:2:3: listen.prt is not a setting; did you mean listen.port?
                        c.yaml:4:18: limits.hello-timeout: expected a time such as 250ms, 5s, 10m, 12h or 30d, not "soon"
                        c.yaml:5:16: limits.connections: 0 is out of range: 1 to 10000000
                        c.yaml:7:3: limits.slow-reader-byte is not a setting; did you mean limits.slow-reader-bytes?
                        """);
    }

    @Test
    void theReferenceFilePassesItsOwnCheck() throws IOException {
        Path file = Files.writeString(
                folder.resolve("c.yaml"), run("config", "show-default").out());
        assertThat(run("config", "check", file.toString())).isEqualTo(new Result(0, file + ": fine\n", ""));
    }

    @Test
    void configShowSaysWhereAValueComesFrom() throws IOException {
        Path file = Files.writeString(folder.resolve("c.yaml"), "listen:\n  port: 7555\n");
        Result result = run("config", "show", "--config", file.toString(), "--http-port", "0");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .containsPattern("listen\\.port +7555 +" + file + ":2\n")
                .containsPattern("http\\.port +0 +command line\n")
                .containsPattern("data\\.partitions +64 +default\n");
        assertThat(run("config", "show", "--json").out()).contains("\"listen.port\":{\"value\":\"7400\"");
    }

    @Test
    void mistakesAreSentencesWithExitCodeTwo() {
        assertSentence(run("config", "check", "/nowhere.yaml"), "does not exist");
        assertSentence(run("node", "--prot", "1"), "Did you mean --port?");
        assertSentence(run("node", "--port", "x"), "Invalid value for option '--port'");
        assertSentence(run("node", "--set", "listen.prt=1"), "did you mean listen.port?");
        assertSentence(run("node", "--host", "0.0.0.0", "--data", folder.toString()), "without encryption");
        assertSentence(run("node", "--data", folder.toString()), "There is no key file");
        assertSentence(run("nod"), "Did you mean node?");
        assertSentence(run(), "node, config or backup");
    }

    @Test
    void aFolderInUseEndsTheCommandWithOne() throws IOException {
        try (DataFolder held = DataFolder.open(folder, 0, NodeFile.fresh(4, 1, "test", null))) {
            Result result = run("node", "--insecure-dev", "--data", folder.toString());
            assertThat(held.facts().partitions()).isEqualTo(4);
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("in use by process");
        }
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (String[] command : new String[][] {
            {"node"}, {"config"}, {"config", "check"}, {"config", "show"}, {"config", "show-default"}
        }) {
            String[] args = java.util.Arrays.copyOf(command, command.length + 1);
            args[command.length] = "--help";
            Result result = run(args);
            assertThat(result.exitCode()).isZero();
            assertThat(result.out()).contains("Example").contains("  carillon " + command[0]);
        }
    }

    @Test
    void theWordNodeMayBeLeftOutBeforeOptions() {
        assertThat(NodeMain.withCommand("--port", "0")).containsExactly("node", "--port", "0");
        assertThat(NodeMain.withCommand("--help")).containsExactly("--help");
        assertThat(NodeMain.withCommand("config", "show")).containsExactly("config", "show");
    }

    private static void assertSentence(Result result, String part) {
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(part).doesNotContain("Exception").doesNotContain("\tat ");
    }

    private static Result run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = NodeMain.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int exitCode = command.execute(args);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
