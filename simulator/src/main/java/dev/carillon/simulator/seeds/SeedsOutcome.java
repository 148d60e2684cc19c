package dev.carillon.simulator.seeds;

import dev.carillon.simulator.seeds.tally.Tally;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What many runs showed together. Thread-safe. */
final class SeedsOutcome {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final Tally tally = new Tally();
    private final List<SeedResult> failed = new ArrayList<>();
    private long traces;
    private long seeds;
    private long simulatedNs;
    private @Nullable SeedResult last;

    /** @return how many there are now */
    synchronized long add(SeedResult result) {
        seeds++;
        last = result;
        simulatedNs += result.simulatedNs();
        tally.add(result.tally());
        // The same whatever the order in which they end.
        traces += traceOf(result);
        if (!result.holds()) {
            failed.add(result);
        }
        return seeds;
    }

    /** What a result adds to {@link #traces}. */
    static long traceOf(SeedResult result) {
        return (result.trace() ^ result.seed()) * PRIME;
    }

    /** As it is printed. */
    static String hex(long trace) {
        return String.format(Locale.ROOT, "%016x", trace);
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

    /** The result that was added last. */
    synchronized SeedResult last() {
        return Objects.requireNonNull(last, "nothing was run");
    }

    /** What has failed since there were so many failures, in the order in which it was added. */
    synchronized List<SeedResult> failedAfter(int known) {
        return List.copyOf(failed.subList(known, failed.size()));
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
