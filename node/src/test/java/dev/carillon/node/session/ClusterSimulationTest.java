package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.log.Durability;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clusters under faults, from seeds; a failure names the seed, and the same seed fails again. */
class ClusterSimulationTest {
    /** So many clusters are enough for everything to go wrong at least once. */
    private static final int SEEDS = 100;

    /** {@code -Dsimulation.first=101 -Dsimulation.seeds=30} for others, or fewer. */
    @Test
    void promisesHoldWhileNodesDieAndAreCutOff() {
        runSeeds(Integer.getInteger("simulation.first", 1), Integer.getInteger("simulation.seeds", SEEDS));
    }

    @Tag("long")
    @Test
    void promisesHoldForManyMoreSeeds() {
        runSeeds(1_000, 600);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
    }

    @Test
    void aLogThatIsNotSyncedIsFoundOut() {
        int losses = 0;
        for (long seed = 1; seed <= 4; seed++) {
            try {
                new ClusterSimulation(seed, Durability.NONE).run();
            } catch (AssertionError | RuntimeException e) {
                losses++;
            }
        }
        assertThat(losses).as("of 4 clusters").isGreaterThan(2);
    }

    private static long trace(long seed) {
        ClusterSimulation simulation = new ClusterSimulation(seed);
        simulation.run();
        return simulation.trace();
    }

    private static ClusterSimulation runSeed(long seed) {
        ClusterSimulation simulation = new ClusterSimulation(seed);
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
        return simulation;
    }

    private static void runSeeds(long first, int count) {
        Map<ClusterSimulation.Event, Long> sum = new EnumMap<>(ClusterSimulation.Event.class);
        for (long seed = first; seed < first + count; seed++) {
            runSeed(seed).counts().forEach((event, n) -> sum.merge(event, n, Long::sum));
        }
        System.out.println(count + " clusters from seed " + first + ": " + sum);
        if (count < SEEDS) {
            return;
        }
        // A run in which nothing goes wrong proves nothing.
        assertThat(sum).allSatisfy((event, n) -> assertThat(n).as(event.name()).isPositive());
    }
}
