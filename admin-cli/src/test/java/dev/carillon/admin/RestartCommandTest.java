package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are restarted one after another, with real processes and whoever starts them again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("clusters")
class RestartCommandTest {
    private static final int NODES = 3;

    @TempDir
    private Path folder = Path.of("");

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private String servers = "";

    @BeforeEach
    void start() throws IOException {
        List<Integer> ports = FreePorts.find(2 * NODES);
        StringBuilder text = new StringBuilder("cluster: three\npartitions: 8\nreplicas: 3\nnodes:\n");
        for (int i = 0; i < NODES; i++) {
            text.append("  - { id: " + (i + 1) + ", clients: \"127.0.0.1:" + ports.get(2 * i)
                    + "\", peers: \"127.0.0.1:" + ports.get(2 * i + 1) + "\" }\n");
        }
        Path cluster = Files.writeString(folder.resolve("cluster.yaml"), text);
        for (int i = 0; i < NODES; i++) {
            nodes.add(NodeUnderTest.start(
                    folder.resolve("n" + (i + 1)),
                    List.of(
                            "--insecure-dev",
                            "--cluster=" + cluster,
                            "--node=" + (i + 1),
                            "--port=" + ports.get(2 * i),
                            i == NODES - 1 ? "--set=stop.supervised=no" : "--supervised")));
        }
        servers = String.join(",", nodes.stream().map(NodeUnderTest::admin).toList());
    }

    @AfterEach
    void stop() {
        nodes.forEach(NodeUnderTest::close);
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("node", "restart"));
        all.addAll(List.of(arguments));
        all.add("--insecure-dev");
        return CommandRun.of(servers, all.toArray(new String[0]));
    }

    @Test
    void nodesAreRestartedOneAfterAnother() {
        nodes.get(0).supervise();
        nodes.get(1).supervise();
        CommandRun dry = run("2", "1", "--dry-run");
        assertThat(dry.out()).as(dry.err()).contains("node 2, 1.", "Nothing was restarted");
        assertThat(run("1", "--dry-run", "--json").out()).contains("\"order\":[1]");

        CommandRun done = run("2", "1", "--yes", "--json");

        assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
        assertThat(done.out()).containsSubsequence("\"done\":true", "\"node\":2", "\"node\":1");
        assertThat(CommandRun.of(servers, "doctor", "--insecure-dev").out()).contains("All is well");
    }

    @Test
    void nothingIsRestartedThatWouldStayAway() {
        assertThat(run().err()).contains("their numbers, or --rolling");
        assertThat(run("4").err()).contains("There is no node 4", "1–3");
        assertThat(run("1", "1").err()).contains("named twice");
        assertThat(run("--rolling", "--yes").err()).contains("Node 3 would stay away", "--supervised");
        assertThat(run("1", "--yes", "--server", nodes.get(0).admin()).err())
                .contains("Node 2 is not among the nodes that were named");
        assertThat(run("1").err()).contains("Say --yes");
    }

    @Test
    void itStopsAtTheFirstThatDoesNotComeBack() {
        // Nobody starts node 1 again, whatever it was told.
        CommandRun stopped = run("1", "2", "--yes", "--within", "5s");

        assertThat(stopped.exitCode()).as(stopped.out() + stopped.err()).isEqualTo(ExitCode.TROUBLE);
        assertThat(stopped.out())
                .contains("Node 1 did not come back within 5 s", "carillon node restart 1 2")
                .doesNotContain("2/2");
        CommandRun refused = run("2", "--yes");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_REACHED);
    }
}
