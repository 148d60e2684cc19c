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

/** A node comes, takes its share, and another one goes: with real processes, by the operator's commands. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("clusters")
class RingChangesTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<NodeUnderTest> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private String servers = "";

    @BeforeEach
    void startTheFirst() throws IOException {
        ports.addAll(FreePorts.find(4));
        Path cluster = folder.resolve("cluster.yaml");
        Files.writeString(
                cluster,
                "cluster: two\npartitions: 8\nreplicas: 1\nnodes:\n  - { id: 1, clients: \"127.0.0.1:" + ports.get(0)
                        + "\", peers: \"127.0.0.1:" + ports.get(1) + "\" }\n");
        start(1, "--cluster=" + cluster, "--port=" + ports.get(0));
    }

    private void start(int number, String... how) throws IOException {
        List<String> options = new ArrayList<>(List.of(how));
        options.addAll(List.of("--insecure-dev", "--node=" + number));
        nodes.add(NodeUnderTest.start(folder.resolve("n" + number), options));
        servers = String.join(",", nodes.stream().map(NodeUnderTest::admin).toList());
    }

    @AfterEach
    void stop() {
        nodes.forEach(NodeUnderTest::close);
    }

    private CommandRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--insecure-dev");
        return CommandRun.of(servers, all.toArray(new String[0]));
    }

    @Test
    void aNodeJoinsAndAnotherLeaves() throws IOException {
        CommandRun plan = run("ring", "plan", "--join", "2");
        assertThat(plan.out()).as(plan.err()).contains("join n2", "4 with data", "n2 does not answer");
        CommandRun early = run("ring", "apply", "--join", "2", "--yes");
        assertThat(early.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(early.err()).contains("Nobody knows where node 2 is", "Nothing was changed");
        String[] add = {
            "node", "add", "2", "--clients", "127.0.0.1:" + ports.get(2), "--peers", "127.0.0.1:" + ports.get(3)
        };
        assertThat(run(add).out()).contains("Node 2 may come").contains("holds nothing");
        assertThat(run(add).out()).contains("known already");
        start(2, "--join=127.0.0.1:" + ports.get(1), "--cluster-id=two", "--port=" + ports.get(2));
        assertThat(run("ring", "apply", "--join", "2", "--dry-run").exitCode()).isZero();
        assertThat(run("ring", "history").out()).contains("No plan was ever carried out");

        CommandRun joined = run("ring", "apply", "--join", "2", "--moves-per-node", "12", "--yes");
        assertThat(joined.exitCode()).as(joined.out() + joined.err()).isZero();
        assertThat(joined.out()).contains("\"join n2\" is done", "4 of 4 moves");
        assertThat(run("node", "list").out()).contains("n2");
        assertThat(run("ring", "status", "--json", "--server", nodes.get(1).admin())
                        .out())
                .contains("\"id\":2,\"name\":\"n2\"", "\"state\":\"active\"");
        assertThat(run("ring", "history", "--receipts", "--json").out())
                .contains("\"phase\":\"done\"", "\"generation\":2", "\"leader\":2");
        assertThat(run("node", "forget", "2").err()).contains("is a member of the ring");

        assertThat(run("node", "drain", "1", "--dry-run").out()).contains("drain node 1");
        assertThat(run("node", "evict", "1", "--yes").err()).contains("No copy is left", "Nothing was changed");
        CommandRun left = run("node", "leave", "1", "--moves-per-node", "12", "--yes", "--json");
        assertThat(left.exitCode()).as(left.out() + left.err()).isZero();
        assertThat(left.out()).contains("\"phase\":\"done\"");
        servers = nodes.get(1).admin();
        assertThat(run("ring", "status").out()).contains("1 node, 8 partitions").doesNotContain("n1 ");
        assertThat(run("ring", "watch").out()).contains("\"leave node 1\" is done");
    }

    @Test
    void whatCannotBeChangedSaysWhy() {
        assertThat(run("ring", "apply", "--yes").err()).contains("Say what shall become of the ring");
        assertThat(run("ring", "plan", "--leave", "1").err()).contains("No active node would be left");
        assertThat(run("ring", "plan", "--drain", "7").err()).contains("no member of the ring");
        assertThat(run("ring", "plan", "--reweigh", "1").err()).contains("is not two numbers");
        assertThat(run("ring", "apply", "--reweigh", "1=50").err()).contains("Say --yes");
        assertThat(run("ring", "abort").err()).contains("No plan is being carried out");
        assertThat(run("ring", "resume", "--dry-run").out()).contains("Nothing was changed");
        assertThat(run("ring", "apply", "--rebalance", "--yes").out()).contains("There is nothing to do");
    }
}
