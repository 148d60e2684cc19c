package dev.carillon.simulator.seeds;

import dev.carillon.simulator.seeds.faults.FaultSchedule;
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
 * @param faults that were planned
 * @param story what happened, if it was asked for
 */
record SeedResult(
        long seed,
        long trace,
        long simulatedNs,
        Tally tally,
        @Nullable BrokenPromise broken,
        List<FaultSchedule.Planned> faults,
        List<String> story) {
    boolean holds() {
        return broken == null;
    }

    /** Name of the promise that was broken; empty if none was. */
    String promise() {
        return broken == null ? "" : broken.name();
    }
}
