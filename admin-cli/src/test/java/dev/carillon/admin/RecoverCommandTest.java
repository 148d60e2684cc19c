package dev.carillon.admin;

import static dev.carillon.admin.ClusterUnderTest.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two of five nodes are gone for good; the partitions that they had a majority of go on: real processes, real disks. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
@Tag("clusters")
class RecoverCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void partitionsGoOnWithTheirSurvivors() throws IOException {
        try (ClusterUnderTest cluster = new ClusterUnderTest(folder)) {
            cluster.connect(1);
            cluster.sendAll(1, 10);
            assertThat(cluster.run("partition", "recover", "0").exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(cluster.run("partition", "recover", "0", "--from-survivor", "--yes")
                            .err())
                    .contains("a majority of those that hold partition 0", "Nothing was changed");
            assertThat(cluster.run("partition", "recover", "--all-stuck", "--from-survivor")
                            .out())
                    .contains("Every partition has a majority");
            await().atMost(LONG).until(cluster::replicasAgree);

            cluster.kill(4);
            cluster.kill(5);
            String[] stuck = {"partition", "recover", "--all-stuck", "--from-survivor", "--dry-run"};
            await().atMost(LONG)
                    .until(
                            () -> cluster.run(stuck).out(),
                            out -> out.contains("May be lost") && out.contains("Nothing was changed"));
            CommandRun facts =
                    cluster.run("partition", "recover", "--all-stuck", "--from-survivor", "--dry-run", "--json");
            assertThat(facts.out()).contains("\"done\":false,\"dry_run\":true", "\"obstacle\":null");

            CommandRun done = cluster.run("partition", "recover", "--all-stuck", "--from-survivor", "--yes");
            assertThat(done.exitCode()).as(done.out() + done.err()).isZero();
            assertThat(done.out()).contains("again, in generation 2", "one copy each until a plan");

            cluster.connect(1);
            cluster.sendAll(11, 20);
        }
    }
}
