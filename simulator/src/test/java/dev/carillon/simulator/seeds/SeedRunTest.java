package dev.carillon.simulator.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.simulator.seeds.tally.Tally;
import dev.carillon.storage.log.Durability;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A few of the clusters that {@code sim seeds} runs; a failure names the seed, which fails again. */
class SeedRunTest {
    private static final int SEEDS = 20;

    private final LongSupplier errors = EngineErrors.begin();

    private SeedResult run(long seed, Durability durability) {
        return SeedRun.of(seed, false, durability, errors);
    }

    @Test
    void promisesHoldWhateverHappens() {
        Tally tally = new Tally();
        for (long seed = 1; seed <= SEEDS; seed++) {
            SeedResult result = run(seed, Durability.SYNC);
            assertThat(result.broken()).as("seed " + seed).isNull();
            tally.add(result.tally());
        }
        assertThat(tally.of(Happened.SENDS_ACKED)).isPositive();
        assertThat(tally.of(Happened.CRASHES)).isPositive();
        assertThat(tally.of(Happened.UNSYNCED_SECTORS_DROPPED)).isPositive();
        assertThat(tally.of(Happened.HANDOVERS_SEALED)).isPositive();
    }

    @Test
    void theSameSeedIsTheSameRun() {
        long trace = run(7, Durability.SYNC).trace();
        assertThat(run(7, Durability.SYNC).trace()).isEqualTo(trace);
        assertThat(run(8, Durability.SYNC).trace()).isNotEqualTo(trace);
    }

    @Tag("clusters")
    @Test
    void aLogThatIsNotSyncedIsFoundOut() {
        assertThat(LongStream.rangeClosed(1, 4)
                        .filter(seed -> !run(seed, Durability.NONE).holds()))
                .isNotEmpty();
    }
}
