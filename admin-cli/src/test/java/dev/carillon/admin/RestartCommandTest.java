package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
    private List<String> third = List.of();

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
            List<String> options = List.of(
                    "--insecure-dev",
                    "--cluster=" + cluster,
                    "--node=" + (i + 1),
                    "--port=" + ports.get(2 * i),
                    i == NODES - 1 ? "--set=stop.supervised=no" : "--supervised");
            third = options;
            nodes.add(NodeUnderTest.start(folder.resolve("n" + (i + 1)), i == NODES - 1 ? old(options) : options));
        }
        name();
    }

    private void name() {
        servers = String.join(",", nodes.stream().map(NodeUnderTest::admin).toList());
    }

    /** As of a build that knows no newer format than the first. */
    private static List<String> old(List<String> options) {
        return Stream.concat(options.stream(), Stream.of("--set=data.format-max=1"))
                .toList();
    }

    private String doctor() {
        return CommandRun.of(servers, "doctor", "--insecure-dev").out();
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

    /** A cluster writes nothing that one of its nodes could not read; when all can, there is no way back. */
    @Test
    void theFormatRisesOnceAllNodesKnowIt() throws Exception {
        await().untilAsserted(() -> assertThat(doctor()).contains("format 1, since node 3 knows no newer one"));
        nodes.get(2).close();
        Path data = folder.resolve("n3");
        nodes.set(2, NodeUnderTest.start(data, third));
        name();
        await().untilAsserted(
                        () -> assertThat(doctor()).contains("format 2, the newest that they know", "All is well"));
        nodes.get(2).close();
        List<String> back = new ArrayList<>(List.of("node", "--data=" + data.resolve("data"), "--http-port=-1"));
        back.addAll(old(third));
        CommandRun refused = NodeUnderTest.run(folder, back.toArray(new String[0]));
        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(1);
        assertThat(refused.err()).contains("format 2", "data.format-max", "Nothing was changed");
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
