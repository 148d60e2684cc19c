package dev.carillon.simulator.seeds;

import dev.carillon.simulator.seeds.promises.BrokenPromise;
import dev.carillon.simulator.seeds.tally.Tally;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of one seed showed.
 *
 * @param trace what happened, as a number: the same seed has the same one, in any process
 * @param simulatedNs how long it lasted for the cluster
 * @param broken null if every promise held
 * @param story what happened, if it was asked for
 */
record SeedResult(
        long seed,
        long trace,
        long simulatedNs,
        Tally tally,
        @Nullable BrokenPromise broken,
        List<String> story) {
    boolean holds() {
        return broken == null;
    }
}
