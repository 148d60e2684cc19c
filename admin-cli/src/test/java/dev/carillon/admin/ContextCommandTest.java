package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which cluster a command asks, when clusters have names. Nodes here are ports that nobody listens on. */
class ContextCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final Map<String, String> environment = new TreeMap<>();
    private Path file = Path.of("");

    private record Result(int exitCode, String out, String err) {}

    @BeforeEach
    void useFolder() {
        file = folder.resolve("carillon").resolve("contexts");
        environment.put("XDG_CONFIG_HOME", folder.toString());
    }

    @Test
    void theFirstOneIsCurrentAndAsked() throws IOException {
        int bells = nobody();
        int chimes = nobody();
        assertThat(set("bells", bells).out()).contains("the current one");
        assertThat(set("chimes", chimes).out()).doesNotContain("the current one");
        assertThat(asked()).contains("127.0.0.1:" + bells).doesNotContain("127.0.0.1:" + chimes);
        assertThat(run("context", "use", "chimes").exitCode()).isZero();
        assertThat(asked()).contains("127.0.0.1:" + chimes);
        assertThat(run("context", "list").out()).contains("* chimes", "  bells");
    }

    @Test
    void whatIsSaidCountsMoreThanTheCurrentOne() throws IOException {
        int bells = nobody();
        int chimes = nobody();
        int variable = nobody();
        int option = nobody();
        set("bells", bells);
        set("chimes", chimes);
        environment.put("CARILLON_ADMIN", "127.0.0.1:" + variable);
        assertThat(asked()).contains("127.0.0.1:" + variable);
        assertThat(asked("--server", "127.0.0.1:" + option)).contains("127.0.0.1:" + option);
        assertThat(asked("--context", "chimes")).contains("127.0.0.1:" + chimes);
        environment.put("CARILLON_CONTEXT", "bells");
        assertThat(asked()).contains("127.0.0.1:" + bells);
        assertThat(asked("--context", "chimes")).contains("127.0.0.1:" + chimes);
    }

    @Test
    void keysAndCaOfTheCurrentOneAreNotUsedForOtherServers() throws IOException {
        String missing = folder.resolve("missing").toString();
        String server = "127.0.0.1:" + nobody();
        run("context", "set", "bells", "--server", server, "--key-file", missing, "--ca", missing);
        assertThat(asked()).contains(missing, "does not exist");
        assertThat(asked("--server", server)).contains("No node answers").doesNotContain(missing);
    }

    @Test
    void anUnknownOneIsNotGuessed() {
        set("bells", 1);
        Result result = run("ring", "status", "--context", "bell");
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("no context bell ", "bells", "Nothing was asked");
        assertThat(run("context", "use", "bell").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("context", "remove", "bell").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theCurrentOneCanBeRemoved() {
        set("bells", 1);
        set("chimes", 2);
        assertThat(run("context", "remove", "bells").out()).contains("The cluster itself goes on");
        assertThat(run("context", "list", "--json").out())
                .contains("\"name\":\"chimes\",\"current\":false")
                .doesNotContain("bells");
    }

    @Test
    void aDamagedFileIsNamedAndKept() throws IOException {
        Files.createDirectories(file.getParent());
        for (String damaged :
                new String[] {"bells.sever=x:1", "bells.ca=ca.crt", "current=bells", "bells.server=\\u12", "whatever"
                }) {
            Files.writeString(file, damaged);
            Result result = set("chimes", 1);
            assertThat(result.exitCode()).as(damaged).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains(file.toString(), "Mend it");
            assertThat(Files.readString(file)).isEqualTo(damaged);
        }
    }

    @Test
    void wrongNamesAndAddressesChangeNothing() {
        assertThat(run("context", "set", "a.b", "--server", "x:1").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("context", "set", "a", "--server", "x").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(file).doesNotExist();
    }

    private Result set(String name, int port) {
        return run("context", "set", name, "--server", "127.0.0.1:" + port, "--insecure-dev");
    }

    /** What a command says of the server that it did not reach. */
    private String asked(String... options) {
        String[] words = new String[options.length + 2];
        words[0] = "ring";
        words[1] = "status";
        System.arraycopy(options, 0, words, 2, options.length);
        return run(words).err();
    }

    /** A port on which nobody listens. */
    private static int nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Result run(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = AdminMain.commandLine(new Surroundings(() -> 1_800_000_000L, bytes -> {}, environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exitCode = line.execute(words);
        return new Result(exitCode, out.toString(), err.toString());
    }
}
