package dev.carillon.simulator.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long things took, over all and over time. Times count from when a message should have been sent, not from when it was:
 * a replay that falls behind says so in its quantiles, and does not leave out the waiting. Any thread notes; one looks.
 */
public final class PlayTimes {
    /** The longest time told apart from longer ones: an hour, in microseconds. */
    private static final long LONGEST_US = 3_600_000_000L;

    private static final int DIGITS = 3;

    /** Spans begin with this length and grow with the whole: about a hundred for each doubling or so of it. */
    private static final long SPAN_NS_MIN = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int SPANS = 100;

    private final Recorder ack = new Recorder(LONGEST_US, DIGITS);
    private final Recorder deliver = new Recorder(LONGEST_US, DIGITS);
    private final Recorder late = new Recorder(LONGEST_US, DIGITS);
    private final Histogram allAcks = new Histogram(LONGEST_US, DIGITS);
    private final Histogram allDeliveries = new Histogram(LONGEST_US, DIGITS);
    private final Histogram allLate = new Histogram(LONGEST_US, DIGITS);
    private final List<Span> spans = new ArrayList<>();
    private long beganNs;
    private long spanNs;

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

    /** The replay begins. */
    void begin(long nowNs) {
        beganNs = nowNs;
        spanNs = nowNs;
    }

    /** Ends a span if it is time to; to be called often, by the one who looks. */
    void look(long nowNs) {
        if (nowNs - spanNs >= Math.max(SPAN_NS_MIN, (nowNs - beganNs) / SPANS)) {
            end(nowNs);
        }
    }

    private void end(long nowNs) {
        Histogram acks = ack.getIntervalHistogram();
        Histogram deliveries = deliver.getIntervalHistogram();
        Histogram lateness = late.getIntervalHistogram();
        allAcks.add(acks);
        allDeliveries.add(deliveries);
        allLate.add(lateness);
        spans.add(new Span(
                (spanNs - beganNs) / 1e9,
                (nowNs - beganNs) / 1e9,
                Spread.of(acks),
                Spread.of(deliveries),
                Spread.of(lateness)));
        spanNs = nowNs;
    }

    /** What there is; to be asked once, at the end, by the one who looked. */
    Quantiles take(long nowNs) {
        if (nowNs > spanNs) {
            end(nowNs);
        }
        return new Quantiles(Spread.of(allAcks), Spread.of(allDeliveries), Spread.of(allLate), spans);
    }

    /** Of one kind of time, ms; 0 without any. */
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
     * A part of the replay.
     *
     * @param from seconds from its beginning
     * @param to the same
     */
    public record Span(double from, double to, Spread ack, Spread deliver, Spread late) {
        double seconds() {
            return to - from;
        }
    }

    /**
     * @param ack from when a message should have been sent until the node had it for good
     * @param deliver the same until the recipient's client had it, who may have been offline
     * @param late from when a message should have been sent until it was handed to its client
     * @param spans the same, one after the other
     */
    public record Quantiles(Spread ack, Spread deliver, Spread late, List<Span> spans) {
        public Quantiles {
            spans = List.copyOf(spans);
        }
    }
}
