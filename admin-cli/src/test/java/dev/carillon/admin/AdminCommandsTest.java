package dev.carillon.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The operator's commands against a node that is a process of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminCommandsTest {
    /** Static, because an instance's would come after the node has started. */
    @TempDir
    private static Path folder = Path.of("");

    private @Nullable NodeUnderTest node;
    private String server = "";
    private String keys = "";

    @BeforeAll
    void startNode() throws IOException {
        keys = folder.resolve("keys").toString();
        run("token", "init", "--key-file", keys);
        node = NodeUnderTest.start(folder, List.of("--port=0", "--partitions=8", "--key-file=" + keys));
        server = node.admin();
    }

    @AfterAll
    void stopNode() {
        if (node != null) {
            node.close();
        }
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(server, arguments);
    }

    @Test
    void theRingIsDrawnAndWritten() throws IOException {
        Path svg = folder.resolve("ring.svg");
        CommandRun drawn = run("ring", "status", "--key-file", keys, "--svg", svg.toString());
        assertThat(drawn.exitCode()).as(drawn.err()).isZero();
        assertThat(drawn.out())
                .contains("1 node, 8 partitions, 1 replica, epoch 1")
                .contains("Every partition is led by the node that should lead it.");
        assertThat(Files.readString(svg)).startsWith("<svg");
        assertThat(run("ring", "status", "--key-file", keys, "--json").out())
                .startsWith("{\"cluster\":\"\",\"asked\":1,\"epoch\":1,\"replication_factor\":1,\"nodes\":[{\"id\":1,")
                .contains("{\"partition\":7,\"generation\":1,\"replicas\":[1],\"healthy\":1,\"owner\":1,");
    }

    @Test
    void nodesPartitionsAndUsersAreShown() {
        assertThat(run("node", "list", "--key-file", keys).out()).contains("active", "asked");
        assertThat(run("partition", "show", "3", "--key-file", keys).out())
                .startsWith("partition 3, generation 1, on nodes [1], led by node 1")
                .contains("leads");
        CommandRun none = run("partition", "show", "8", "--key-file", keys);
        assertThat(none.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(none.err()).contains("There are partitions 0 to 7, and no 8");
        assertThat(run("user", "locate", "alice", "--key-file", keys).out())
                .contains("is in partition", "led by node 1");
        assertThat(run("user", "inspect", "alice", "--key-file", keys).out()).contains("has never connected");
        assertThat(run("user", "kick", "alice", "--key-file", keys, "--json").out())
                .isEqualTo("{\"ended\":0}\n");
        CommandRun lead = run("partition", "lead", "3", "--node", "2", "--key-file", keys);
        assertThat(lead.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(lead.err()).contains("Node 2 was not asked", "Nothing was changed");
    }

    @Test
    void inboxesOfUnknownUsersAreEmptyAndNothingIsPurgedUnasked() {
        assertThat(run("inbox", "stats", "carol", "--key-file", keys).out()).contains("has never connected");
        assertThat(run("inbox", "peek", "carol", "--key-file", keys).out()).contains("Nothing is kept");
        assertThat(run("inbox", "peek", "carol", "--key-file", keys, "--json").out())
                .isEqualTo("{\"user\":\"carol\",\"known\":false,\"items\":[],\"next\":0}\n");
        assertThat(run("inbox", "purge", "carol", "--up-to", "9", "--key-file", keys, "--json")
                        .out())
                .isEqualTo("{\"done\":false,\"items\":0,\"up_to\":0}\n");
        assertThat(run("inbox", "peek", "carol", "--limit", "0", "--key-file", keys)
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("inbox", "purge", "carol", "--up-to", "0", "--key-file", keys)
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theDoctorFindsANodeThatIsWellAndOneThatIsNotThere() {
        CommandRun well = run("doctor", "--key-file", keys);
        assertThat(well.out()).contains("All is well.").doesNotContain("WRONG");
        assertThat(well.exitCode()).isZero();
        CommandRun half = run("doctor", "--key-file", keys, "--server", server + ",127.0.0.1:9", "--json");
        assertThat(half.exitCode()).isEqualTo(ExitCode.TROUBLE);
        assertThat(half.out()).startsWith("{\"well\":false").contains("No node answers at 127.0.0.1:9");
    }

    @Test
    void topPrintsRates() {
        CommandRun top = run("top", "--count", "1", "--json", "--key-file", keys);
        assertThat(top.out()).startsWith("[{\"server\":\"" + server + "\",\"up\":true,\"node\":1,\"leads\":8,");
    }

    @Test
    void whoHasNoKeyOrReachesNobodyIsTold() {
        CommandRun unsigned = run("ring", "status", "--insecure-dev");
        assertThat(unsigned.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED);
        assertThat(unsigned.err())
                .contains("does not take this operator's token")
                .contains("--key-file");
        String token =
                run("token", "olga", "--operator", "--key-file", keys).out().strip();
        assertThat(run("node", "list", "--token", token).exitCode()).isZero();
        String client = run("token", "olga", "--key-file", keys).out().strip();
        assertThat(run("node", "list", "--token", client).exitCode()).isEqualTo(ExitCode.NOT_ALLOWED);
        CommandRun nobody = run("ring", "status", "--key-file", keys, "--server", "127.0.0.1:9");
        assertThat(nobody.exitCode()).isEqualTo(ExitCode.NOT_REACHED);
        assertThat(nobody.err()).contains("No node answers at 127.0.0.1:9").doesNotContain("Exception");
        assertThat(run("ring", "status", "--server", "nonsense").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theLogLevelIsSetAndSetBack() {
        assertThat(run("log-level", "DEBUG", "--key-file", keys).out()).contains("DEBUG, was INFO");
        assertThat(run("log-level", "INFO", "--key-file", keys).out()).contains("INFO, was DEBUG");
        assertThat(run("log-level", "LOUD", "--key-file", keys).exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
