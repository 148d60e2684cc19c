package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Ledger;
import dev.carillon.simulator.users.UserLinks;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * What the display shows of a running demonstration. The replay's and the client library's threads write, the display's
 * thread takes {@link #snapshot()}s.
 */
final class Status implements LongConsumer {
    /** The longest time to delivery told apart from longer ones: an hour. */
    private static final long LONGEST_MICROS = 3_600_000_000L;

    private static final int DIGITS = 2;

    private final LongSupplier nanoTime;
    private final long startNanos;
    private final Recorder micros = new Recorder(LONGEST_MICROS, DIGITS);
    private final Histogram total = new Histogram(LONGEST_MICROS, DIGITS);
    private final TimeLeft timeLeft = new TimeLeft();
    private volatile Phase phase = Phase.STARTING;
    private volatile @Nullable Ledger ledger;
    private volatile @Nullable UserLinks links;
    private long rows;

    Status(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    /** What there is to count; before this, snapshots show the phase only. */
    void follow(long trafficRows, Ledger newLedger, UserLinks newLinks) {
        rows = trafficRows;
        links = newLinks;
        ledger = newLedger;
    }

    void enter(Phase next) {
        phase = next;
    }

    /** A message's nanoseconds from send to delivery. */
    @Override
    public void accept(long nanos) {
        micros.recordValue(Math.min(LONGEST_MICROS, Math.max(0, nanos / 1_000)));
    }

    /** Where everything stands; quantiles are those since the snapshot before. */
    synchronized Snapshot snapshot() {
        Histogram since = micros.getIntervalHistogram();
        total.add(since);
        Ledger books = ledger;
        UserLinks users = links;
        Ledger.Totals totals = books == null ? new Ledger.Totals(0, 0, 0, 0) : books.totals();
        double seconds = (nanoTime.getAsLong() - startNanos) / 1e9;
        return new Snapshot(
                phase,
                seconds,
                rows,
                totals,
                Quantiles.of(since),
                users == null ? 0 : users.connected(),
                timeLeft.after(seconds, totals.delivered() + totals.failed(), rows));
    }

    /** Quantiles of the whole run so far. */
    synchronized Quantiles whole() {
        total.add(micros.getIntervalHistogram());
        return Quantiles.of(total);
    }

    /** @param secondsLeft a guess; negative if there is none yet */
    record Snapshot(
            Phase phase,
            double seconds,
            long rows,
            Ledger.Totals totals,
            Quantiles deliver,
            int connected,
            double secondsLeft) {
        /** How much of the traffic has come to its end, 0 to 1. */
        double done() {
            return rows == 0 ? 0 : Math.min(1, (double) (totals.delivered() + totals.failed()) / rows);
        }
    }

    /** Times from send to delivery, in ms; {@code count} 0 means that there are none. */
    record Quantiles(long count, double p50Ms, double p99Ms) {
        static Quantiles of(Histogram micros) {
            return new Quantiles(
                    micros.getTotalCount(),
                    micros.getValueAtPercentile(50) / 1e3,
                    micros.getValueAtPercentile(99) / 1e3);
        }
    }
}
