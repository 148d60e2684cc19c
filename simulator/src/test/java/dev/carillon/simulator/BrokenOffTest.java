package dev.carillon.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.chaos.Chaos;
import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.chaos.TargetCluster;
import dev.carillon.simulator.cluster.ClusterFolder;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.scenario.PlannedFault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that is broken off in the middle of a fault, on a cluster that goes on. */
@Tag("clusters")
class BrokenOffTest {
    private static final long WITHIN_NS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();

    private int cluster(String... args) {
        return SimulatorMain.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(args);
    }

    private Path home() {
        return folder.resolve("cluster");
    }

    private TargetCluster given() throws Exception {
        return TargetCluster.given(new ClusterFolder(home(), null), System::nanoTime);
    }

    @BeforeEach
    void start() throws Exception {
        assertThat(cluster("cluster", "start", "--nodes=1", "--ports=" + Ports.below(), "--data=" + home()))
                .as("%s", out)
                .isZero();
    }

    @AfterEach
    void stop() {
        cluster("cluster", "stop", "--data=" + home());
    }

    @Test
    void everyNodeRunsAgainWhateverWasBeingDoneToIt() throws Exception {
        for (PlannedFault.Kind kind :
                List.of(PlannedFault.Kind.RESTART, PlannedFault.Kind.KILL, PlannedFault.Kind.PAUSE)) {
            long process = pid(given());
            TargetCluster given = given();
            List<String> said = new CopyOnWriteArrayList<>();
            Chaos chaos = new Chaos(
                    given,
                    List.of(
                            new PlannedFault(0, kind, 1, WITHIN_NS, 1),
                            new PlannedFault(WITHIN_NS, PlannedFault.Kind.KILL, 1, WITHIN_NS, 2)),
                    new SplittableRandom(1),
                    System::nanoTime,
                    said::add);
            chaos.start();
            long began = System.nanoTime();
            while (chaos.marks().isEmpty() && System.nanoTime() - began < WITHIN_NS) {
                Thread.onSpinWait();
            }
            chaos.close();

            assertThat(said).as("%s", kind).hasSize(2).last().isEqualTo("Every node runs.");
            assertThat(said.get(0)).endsWith("minute: " + kind + " of node 1");
            assertThat(chaos.marks()).as("%s", kind).singleElement().matches(FaultMark::isOver);
            // The folder knows which process it is now.
            assertThat(pid(given()) == process).as("%s", kind).isEqualTo(kind == PlannedFault.Kind.PAUSE);
            given.close();
        }
    }

    private static long pid(TargetCluster given) {
        NodeProcess node = Objects.requireNonNull(given.members().get(1));
        assertThat(node.isAlive()).isTrue();
        return node.pid();
    }
}
