package dev.carillon.simulator.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What came of the messages of one phase, or of all.
 *
 * @param name of the phase
 * @param seconds its length, without what its barrier waited
 * @param asked messages that were due in it
 * @param inTime of them, acked before it was over
 * @param deliver from when a message was due to when its reader had it, for readers who meant to be there
 * @param ack from when a message was due to when its sender knew that it is safe
 * @param connect from when a user meant to come online to when a node had answered
 * @param lag by how much the generator was late
 */
public record PhaseFigures(
        String name,
        double seconds,
        long asked,
        long inTime,
        Quantiles deliver,
        Quantiles ack,
        Quantiles connect,
        Quantiles lag) {
    static PhaseFigures of(String name, double seconds, PhaseCount count) {
        List<Histogram> times = count.times();
        return new PhaseFigures(
                name,
                seconds,
                count.asked(),
                count.inTime(),
                Quantiles.of(times.get(Meter.Timed.DELIVER.ordinal())),
                Quantiles.of(times.get(Meter.Timed.ACK.ordinal())),
                Quantiles.of(times.get(Meter.Timed.CONNECT.ordinal())),
                Quantiles.of(times.get(Meter.Timed.LAG.ordinal())));
    }

    /** Acks per second. */
    public double rate() {
        return inTime / seconds;
    }

    /** How much of what was asked was acked in time; NaN if nothing was asked. */
    public double reached() {
        return asked == 0 ? Double.NaN : (double) inTime / asked;
    }

    /** By what is timed. */
    public Quantiles timed(String what) {
        return switch (what) {
            case "ack" -> ack;
            case "connect" -> connect;
            case "lag" -> lag;
            default -> deliver;
        };
    }
}
