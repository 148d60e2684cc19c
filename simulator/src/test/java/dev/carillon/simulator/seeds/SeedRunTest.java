package dev.carillon.simulator.seeds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.log.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Clusters that {@code sim seeds} runs; a failure prints how to run the same one again. */
class SeedRunTest {
    private final LongSupplier errors = EngineErrors.begin();

    private SeedResult run(long seed, RunOptions options) {
        return SeedRun.of(seed, options, errors);
    }

    /** {@code -Dsimulation.first=101 -Dsimulation.seeds=30} for others, or fewer; {@code -Pnightly} for many more. */
    @Test
    void promisesHoldWhateverHappens() {
        int status = new CommandLine(new SeedsCommand())
                .execute(
                        "--first",
                        System.getProperty("simulation.first", "1"),
                        "--count",
                        System.getProperty("simulation.seeds", "200"));
        assertThat(status).as("exit status; what broke is printed above").isZero();
    }

    @Test
    void theSameSeedIsTheSameRunToldOrNot() {
        SeedResult once = run(7, RunOptions.DEFAULT);
        assertThat(once.story()).isEmpty();
        List<String> told = new ArrayList<>();
        for (int message = 10; message <= 50; message += 10) {
            SeedResult again = run(7, RunOptions.DEFAULT.told(message));
            assertThat(again.trace()).isEqualTo(once.trace());
            told.addAll(again.story());
        }
        assertThat(told).anyMatch(line -> line.contains("accepted")).anyMatch(line -> line.contains("is given it"));
        assertThat(run(8, RunOptions.DEFAULT).trace()).isNotEqualTo(once.trace());
    }

    @Test
    void aFaultLeftOutChangesNoOther() {
        SeedResult all = run(7, RunOptions.DEFAULT);
        SeedResult some = run(7, RunOptions.DEFAULT.onlyFaults(Set.of(2, 3)));
        assertThat(some.faults())
                .isEqualTo(List.of(all.faults().get(1), all.faults().get(2)));
        assertThat(some.trace()).isNotEqualTo(all.trace());
    }

    @Tag("clusters")
    @Test
    void aLogThatIsNotSyncedIsFoundOut() {
        RunOptions unsynced = RunOptions.DEFAULT.with(Durability.NONE);
        assertThat(LongStream.rangeClosed(1, 4)
                        .filter(seed -> !run(seed, unsynced).holds()))
                .isNotEmpty();
    }
}
