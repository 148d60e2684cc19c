package dev.carillon.storage.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of histories of a log whose disk loses power, fails and fills up at any moment; see {@link LogHistory}. */
class PowerCutTest {
    @Test
    void nothingSyncedIsLostInAThousandHistories() {
        run(1, 1_000);
    }

    @Tag("long")
    @Test
    void nothingSyncedIsLostInTwentyThousandHistories() {
        run(1_000_000, 20_000);
    }

    private static void run(long firstSeed, int seeds) {
        LogHistory.Sums sums = new LogHistory.Sums();
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            try {
                new LogHistory(seed, sums).run();
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("Seed " + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.println(seeds + " histories: " + sums);
        assertThat(sums.values())
                .allSatisfy((name, value) -> assertThat(value).as(name).isPositive());
    }
}
