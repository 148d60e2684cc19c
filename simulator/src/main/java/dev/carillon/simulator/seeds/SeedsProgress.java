package dev.carillon.simulator.seeds;

import java.io.PrintStream;
import java.util.Locale;

/**
 * How far many runs have come: one line that is written over and over on a terminal, now and then a line elsewhere. And which
 * seeds break a promise, as soon as they do: what is looked into when all have run may be hours away.
 */
final class SeedsProgress {
    static final long EVERY_MS = 500;

    /** Between two lines where nobody looks all the time. */
    static final long LINE_NS = 10_000_000_000L;

    private static final int TURNS_PER_LINE = (int) (LINE_NS / 1_000_000 / EVERY_MS);

    private final PrintStream out;
    private final boolean terminal = System.console() != null;
    private final long count;
    private final SeedsOutcome outcome;
    private int turns;
    private int toldFailures;
    private boolean shown;

    SeedsProgress(PrintStream out, long count, SeedsOutcome outcome) {
        this.out = out;
        this.count = count;
        this.outcome = outcome;
    }

    /** Another {@link #EVERY_MS} have passed. */
    void show() {
        turns++;
        tellFailures();
        if (terminal || turns % TURNS_PER_LINE == 0) {
            double seconds = turns * EVERY_MS / 1_000.0;
            long done = outcome.seeds();
            String left =
                    done == 0 ? "" : String.format(Locale.ROOT, ", %,.0f s left", seconds / done * (count - done));
            out.print((terminal ? "\r" : "")
                    + String.format(
                            Locale.ROOT,
                            "%,d of %,d clusters, %d failed, %,.0f simulated seconds per second%s   ",
                            done,
                            count,
                            outcome.failed().size(),
                            outcome.simulatedSeconds() / seconds,
                            left)
                    + (terminal ? "" : System.lineSeparator()));
            out.flush();
            shown = true;
        }
    }

    private void tellFailures() {
        for (SeedResult each : outcome.failedAfter(toldFailures)) {
            toldFailures++;
            out.println((terminal ? "\r" : "") + "seed " + each.seed() + " breaks " + each.promise());
        }
    }

    void end() {
        if (terminal && shown) {
            out.println();
        }
    }
}
