package dev.carillon.simulator.seeds;

import java.io.PrintStream;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run that breaks a promise: looks for few of its faults that still break the same one, and runs it once more to tell it. */
final class Failure {
    private static final int TRIALS_MAX = 200;
    private static final long TRIALS_NS = 60_000_000_000L;
    private static final long PROGRESS_NS = 2_000_000_000L;

    private final SeedResult first;
    private final RunOptions options;
    private final LongSupplier errors;

    /** @param first how it was found, with these options */
    Failure(SeedResult first, RunOptions options, LongSupplier errors) {
        this.first = first;
        this.options = options;
        this.errors = errors;
    }

    /**
     * What is told of it.
     *
     * @param found how it was found
     * @param told the run that is told, with the same faults or fewer
     * @param trials how many runs the search for fewer took; 0 if there was none
     * @param ended whether it came to its end: none of the faults can be left out alone
     */
    record Told(SeedResult found, SeedResult told, int trials, boolean ended) {}

    /** With all its faults. */
    Told asItWas() {
        return new Told(first, told(options, first), 0, false);
    }

    /** With few faults. @param progress where a line tells now and then how far the search has come */
    Told shrunk(PrintStream progress) {
        SortedSet<Integer> all =
                first.faults().stream().map(fault -> fault.number()).collect(Collectors.toCollection(TreeSet::new));
        Search search = new Search(progress, all.size());
        SortedSet<Integer> few = search.shrinking.shrink(all);
        RunOptions kept = options.onlyFaults(few);
        SeedResult again = search.smallest == null ? first : search.smallest;
        return new Told(
                first,
                told(few.size() == all.size() ? options : kept, again),
                search.shrinking.trials(),
                search.goesOn());
    }

    private SeedResult told(RunOptions how, SeedResult known) {
        long message = Objects.requireNonNull(known.broken()).number();
        return SeedRun.of(first.seed(), how.told(how.message() > 0 ? how.message() : message), errors);
    }

    private final class Search {
        private final PrintStream progress;
        private final int all;
        private final long startNs = System.nanoTime();
        private final Shrinking shrinking = new Shrinking(this::breaks, this::goesOn);
        private @Nullable SeedResult smallest;
        private long toldNs = startNs;

        Search(PrintStream progress, int all) {
            this.progress = progress;
            this.all = all;
        }

        private boolean goesOn() {
            return shrinking.trials() < TRIALS_MAX && System.nanoTime() - startNs < TRIALS_NS;
        }

        private boolean breaks(Set<Integer> faults) {
            SeedResult result =
                    SeedRun.of(first.seed(), options.onlyFaults(faults).untold(), errors);
            boolean same = result.promise().equals(first.promise());
            if (same) {
                smallest = result;
            }
            if (System.nanoTime() - toldNs > PROGRESS_NS) {
                toldNs = System.nanoTime();
                int left = smallest == null ? all : smallest.faults().size();
                progress.println("looking for fewer faults: " + left + " of " + all + " so far, after "
                        + shrinking.trials() + " runs");
            }
            return same;
        }
    }
}
