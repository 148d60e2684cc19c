package dev.carillon.node.replication.raft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.simulated.SimulatedWorld;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a group is without an owner when its leader's node dies, in virtual time. */
class FailOverTest {
    private static final int RUNS = 40;

    /** What splits votes again and again is rare. */
    private static final int SLOW_RUNS = 200;

    @Test
    void aNodeKnownToBeDeadIsReplacedBeforeItsHeartbeatsAreMissed() {
        List<Long> waiting = failOvers(1, false);
        List<Long> told = failOvers(1, true);
        List<Long> faster = failOvers(4, true);
        System.out.println("Without an owner, ms (p50, max): heartbeats " + text(waiting) + "; told after 100 ms "
                + text(told) + "; told, time scale 4 " + text(faster));
        assertThat(median(told)).isLessThan(250);
        assertThat(Collections.max(told)).isLessThan(1000);
        assertThat(median(faster)).isLessThan(250);
        assertThat(median(waiting)).isGreaterThan(2000);
    }

    /** Two candidates whose rounds end together, but for less than a vote takes, would split the votes again and again. */
    @Test
    void whereVotesTakeLongTheSecondLeavesItToTheFirst() {
        List<Long> slow = failOvers(SLOW_RUNS, 1, true, 600);
        System.out.println("Without an owner where messages take up to 600 ms, ms (p50, max): " + text(slow));
        assertThat(median(slow)).isLessThan(4000);
        assertThat(Collections.max(slow)).isLessThan(15_000);
    }

    private static List<Long> failOvers(int timeScale, boolean told) {
        return failOvers(RUNS, timeScale, told, 2);
    }

    private static List<Long> failOvers(int runs, int timeScale, boolean told, long delayMsMax) {
        List<Long> times = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            times.add(failOver(run, timeScale, told, delayMsMax));
        }
        return times;
    }

    private static long failOver(long seed, int timeScale, boolean told, long delayMsMax) {
        SimulatedWorld world = new SimulatedWorld(seed);
        RaftOptions options = new RaftOptions(timeScale, 300, 16, 64, 1 << 20, 1 << 30, 64, 6, 200);
        SimCluster cluster = new SimCluster(world, 3, 2, 1, 2, options, EngineUnderTest.ERRORS);
        cluster.restarts = false;
        cluster.start();
        world.runUntil((8000 + 37 * seed) * SimulatedWorld.MS, () -> false);
        SimNode leader = Objects.requireNonNull(leading(cluster));
        long since = world.nanoTime();
        leader.crash();
        cluster.network.delayNsMax = delayMsMax * SimulatedWorld.MS;
        if (told) {
            world.after(100 * SimulatedWorld.MS, () -> cluster.nodes.forEach(node -> node.nodeDown(leader.id())));
        }
        boolean replaced = world.runUntil(since + 20_000 * SimulatedWorld.MS, () -> {
            SimNode now = leading(cluster);
            return now != null && now != leader;
        });
        assertThat(replaced).isTrue();
        return (world.nanoTime() - since) / SimulatedWorld.MS;
    }

    private static @Nullable SimNode leading(SimCluster cluster) {
        for (SimNode node : cluster.nodes) {
            Replica replica = node.replica(1);
            if (replica != null && replica.isLeading()) {
                return node;
            }
        }
        return null;
    }

    private static long median(List<Long> times) {
        List<Long> sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private static String text(List<Long> times) {
        return median(times) + ", " + Collections.max(times);
    }
}
