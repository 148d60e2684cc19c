package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command {@code cluster} writes, and what it refuses. */
class ClusterCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private record Result(int exitCode, String out, String err) {}

    private Result run(String... words) {
        List<String> all = new ArrayList<>(List.of("cluster", "init", "--out", file().toString()));
        all.addAll(List.of(words));
        CommandLine line = AdminMain.commandLine(new Surroundings(() -> 1, bytes -> {}, Map.of()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int exitCode = line.execute(all.toArray(new String[0]));
        return new Result(exitCode, out.toString(), err.toString());
    }

    private Path file() {
        return folder.resolve("cluster.yaml");
    }

    @Test
    void writesTheFileOnceAndSaysHowToGoOn() throws IOException {
        Result made = run("--name", "bells", "10.0.0.1:7400/7500@r1", "[::1]:7400/7500@r2", "c.example:7400/7500@r3");
        assertThat(made.err()).isEmpty();
        assertThat(made.exitCode()).isZero();
        assertThat(made.out()).contains("carillon node --cluster " + file() + " --node 1 --port 7400");
        assertThat(Files.readString(file())).isEqualTo("""
                # The nodes of a cluster; the same file on each of them.
                cluster: "bells"
                partitions: 64
                replicas: 3
                nodes:
                  - id: 1
                    clients: "10.0.0.1:7400"
                    peers: "10.0.0.1:7500"
                    zone: "r1"
                  - id: 2
                    clients: "[::1]:7400"
                    peers: "[::1]:7500"
                    zone: "r2"
                  - id: 3
                    clients: "c.example:7400"
                    peers: "c.example:7500"
                    zone: "r3"
                """);
        Result again = run("a:1/2");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("exists already and was not touched");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:7400 | \"a:7400\" is no node",
                "a:0/7500 | is no node",
                "a:7400/70000 | is no node",
                "a:7400/7400 | a port that is another one's already",
                "a:7400/7500 a:7400/7501 | a port that is another one's already",
                "--name=Bells a:1/2 | \"Bells\" is no cluster ID",
                "--partitions=48 a:1/2 | must be a power of two",
                "--replicas=3 a:1/2 b:1/2 | 3 copies cannot be kept on 2 nodes",
                "--replicas=2 a:1/2 b:1/2 | must be odd",
            })
    void saysWhatIsWrongAndMakesNothing(String words, String complaint) {
        Result result = run(words.split(" "));
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(complaint).contains("Nothing was made");
        assertThat(file()).doesNotExist();
    }
}
