package dev.carillon.admin;

import static dev.carillon.admin.ClusterUnderTest.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two of the three nodes that hold the meta group are gone; it begins anew on another one: real processes, real disks. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@Tag("clusters")
class RingRecoverCommandTest {
    private static final Pattern META = Pattern.compile(
            "\"meta_group\":\\{\"generation\":([0-9]+),\"nodes\":\\[([0-9,]*)\\],\"leader\":([0-9]+)\\}");

    @TempDir
    private Path folder = Path.of("");

    /** Of the meta group, as a node sees it: generation, nodes, leader. */
    private static List<String> meta(ClusterUnderTest cluster, int node) {
        String out = cluster.runAt(node, "ring", "status", "--json").out();
        Matcher found = META.matcher(out);
        assertThat(found.find()).as(out).isTrue();
        return List.of(found.group(1), found.group(2), found.group(3));
    }

    private static void delete(Path data) throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @Test
    void theMetaGroupBeginsAnew() throws IOException {
        try (ClusterUnderTest cluster = new ClusterUnderTest(folder)) {
            String[] recover = {"ring", "recover", "--from-survivor", "--yes"};
            cluster.connect(3);
            cluster.sendAll(1, 10);
            assertThat(meta(cluster, 5).get(1)).isEqualTo("1,2,3");
            assertThat(cluster.run("ring", "recover", "--yes").exitCode()).isEqualTo(ExitCode.USAGE);
            CommandRun refused = cluster.run(recover);
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(refused.err()).contains("a majority of those that hold the meta group", "Nothing was changed");
            // The second state: all five know the newest format.
            await().atMost(LONG).until(() -> cluster.run("doctor").out().contains("the newest that they know"));
            CommandRun known = cluster.run("node", "add", "6", "--clients", "127.0.0.1:1", "--peers", "127.0.0.1:2");
            assertThat(known.exitCode()).as(known.out() + known.err()).isZero();
            await().atMost(LONG).until(cluster::replicasAgree);
            await().atMost(LONG)
                    .until(() -> cluster.runAt(4, "ring", "recover", "--from-survivor", "--dry-run", "--json")
                            .out()
                            .contains("\"state\":3"));

            cluster.kill(1);
            cluster.kill(2);
            delete(cluster.data(2));
            String[] look = {"ring", "recover", "--from-survivor", "--dry-run"};
            await().atMost(LONG)
                    .until(
                            () -> cluster.run(look).out(),
                            out -> out.contains("May be lost") && out.contains("Nothing was changed"));
            assertThat(cluster.runAt(4, look).out())
                    .as("others were not asked")
                    .contains("[3, 5] answer other nodes, but were not asked here");
            assertThat(cluster.run("ring", "recover", "--from-survivor", "--dry-run", "--json")
                            .out())
                    .contains("\"done\":false,\"dry_run\":true", "\"silent\":[1,2]", "\"obstacle\":null");
            assertThat(cluster.run("node", "forget", "6").exitCode())
                    .as("nobody can decide it")
                    .isNotZero();
            assertThat(cluster.run("doctor").out()).contains("carillon ring recover --from-survivor");
            assertThat(cluster.run("partition", "recover", "--all-stuck", "--from-survivor", "--yes")
                            .err())
                    .contains("carillon ring recover --from-survivor");

            CommandRun done = cluster.run(recover);
            assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
            assertThat(done.out()).contains("leads the meta group, in generation", "ring apply --evict 1,2");
            CommandRun twice = cluster.run(recover);
            assertThat(twice.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(twice.err()).contains("nothing to recover");
            List<String> anew = meta(cluster, 3);
            await().atMost(LONG)
                    .until(() ->
                            meta(cluster, 5).equals(anew) && meta(cluster, 4).equals(anew));
            assertThat(Integer.parseInt(anew.get(0))).isGreaterThan(65_536);

            CommandRun partitions = cluster.run("partition", "recover", "--all-stuck", "--from-survivor", "--yes");
            assertThat(partitions.exitCode())
                    .as(partitions.out() + partitions.err())
                    .isZero();

            // With its old data: it is told, and leaves the old group.
            cluster.startAgain(1);
            await().atMost(LONG).until(() -> meta(cluster, 1).equals(meta(cluster, 4)));
            CommandRun evicted = cluster.run("ring", "apply", "--evict", "2", "--moves-per-node", "12", "--yes");
            assertThat(evicted.exitCode()).as(evicted.out() + evicted.err()).isZero();
            await().atMost(LONG).until(() -> meta(cluster, 4).get(1).split(",").length == 3);
            assertThat(meta(cluster, 4).get(1).split(",")).doesNotContain("2");
            assertThat(cluster.run("node", "forget", "6").out())
                    .as("nothing that was agreed on is undone")
                    .contains("Node 6 is not let in any more");

            cluster.connect(3);
            cluster.sendAll(11, 20);
        }
    }
}
