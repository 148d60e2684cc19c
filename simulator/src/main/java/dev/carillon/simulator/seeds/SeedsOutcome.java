package dev.carillon.simulator.seeds;

import dev.carillon.simulator.seeds.tally.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What many runs showed together. Thread-safe. */
final class SeedsOutcome {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final Tally tally = new Tally();
    private final List<SeedResult> failed = new ArrayList<>();
    private long traces;
    private long seeds;
    private long simulatedNs;

    synchronized void add(SeedResult result) {
        seeds++;
        simulatedNs += result.simulatedNs();
        tally.add(result.tally());
        // The same whatever the order in which they end.
        traces += (result.trace() ^ result.seed()) * PRIME;
        if (!result.holds()) {
            failed.add(result);
        }
    }

    synchronized long seeds() {
        return seeds;
    }

    synchronized double simulatedSeconds() {
        return simulatedNs / 1e9;
    }

    synchronized long traces() {
        return traces;
    }

    synchronized boolean hasFailed() {
        return !failed.isEmpty();
    }

    /** By seed. */
    synchronized List<SeedResult> failed() {
        return failed.stream()
                .sorted(Comparator.comparingLong(SeedResult::seed))
                .toList();
    }

    /** Not to be changed while runs go on. */
    Tally tally() {
        return tally;
    }
}
