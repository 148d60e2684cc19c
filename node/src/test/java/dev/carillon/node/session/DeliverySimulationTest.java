package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many seeded days of one node; a failure names the seed, and the same seed fails again. */
class DeliverySimulationTest {
    @Test
    void promisesHoldThroughCrashesAndReconnects() {
        runSeeds(1, 120);
    }

    @Tag("long")
    @Test
    void promisesHoldThroughManyMoreCrashesAndReconnects() {
        runSeeds(1_000, 5_000);
    }

    private static void runSeeds(long first, int count) {
        Map<DeliverySimulation.Event, Long> sum = new EnumMap<>(DeliverySimulation.Event.class);
        for (long seed = first; seed < first + count; seed++) {
            DeliverySimulation simulation = new DeliverySimulation(seed);
            try {
                simulation.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
            simulation.counts().forEach((event, n) -> sum.merge(event, n, Long::sum));
        }
        System.out.println(count + " days from seed " + first + ": " + sum);
        // A run in which nothing goes wrong proves nothing.
        assertThat(sum).allSatisfy((event, n) -> assertThat(n).as(event.name()).isPositive());
    }
}
