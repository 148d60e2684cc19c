package dev.carillon.simulator.replay;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long things took. Times count from when a message should have been sent, not from when it was: a replay that falls
 * behind says so in its quantiles, and does not leave out the waiting. Any thread.
 */
public final class PlayTimes {
    /** The longest time told apart from longer ones: an hour, in microseconds. */
    private static final long LONGEST_US = 3_600_000_000L;

    private static final int DIGITS = 3;

    private final Recorder ack = new Recorder(LONGEST_US, DIGITS);
    private final Recorder deliver = new Recorder(LONGEST_US, DIGITS);
    private final Recorder late = new Recorder(LONGEST_US, DIGITS);

    private static void record(Recorder recorder, long nanos) {
        recorder.recordValue(Math.min(LONGEST_US, Math.max(0, nanos / 1_000)));
    }

    void acked(long nanos) {
        record(ack, nanos);
    }

    /** Given to the ledger. */
    public void delivered(long nanos) {
        record(deliver, nanos);
    }

    /** A message was handed to its client so long after it should have been. */
    void late(long nanos) {
        record(late, nanos);
    }

    /** Quantiles so far, ms; to be asked once, at the end. */
    public Quantiles take() {
        return new Quantiles(
                Spread.of(ack.getIntervalHistogram()),
                Spread.of(deliver.getIntervalHistogram()),
                Spread.of(late.getIntervalHistogram()));
    }

    /** Of one kind of time, ms. */
    public record Spread(long count, double p50, double p99, double max) {
        static Spread of(Histogram us) {
            return new Spread(
                    us.getTotalCount(),
                    us.getValueAtPercentile(50) / 1e3,
                    us.getValueAtPercentile(99) / 1e3,
                    us.getMaxValue() / 1e3);
        }
    }

    /**
     * @param ack from when a message should have been sent until the node had it for good
     * @param deliver the same until the recipient's client had it, who may have been offline
     * @param late from when a message should have been sent until it was handed to its client
     */
    public record Quantiles(Spread ack, Spread deliver, Spread late) {}
}
