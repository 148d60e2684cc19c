package dev.carillon.storage.log;

import java.time.Duration;

/**
 * When a log syncs. Only {@link #SYNC} makes an ack a promise; the others are for measuring and for data that may be
 * lost.
 *
 * @param intervalNanos longest time between syncs, for {@link Mode#INTERVAL}
 */
public record Durability(Mode mode, long intervalNanos) {
    /** How often. */
    public enum Mode {
        /** Before every ack. */
        SYNC,
        /** When the interval is over: a power cut takes what was acked during the last one. */
        INTERVAL,
        /** When a segment is full: a power cut takes what was acked since. */
        NONE
    }

    public static final Durability SYNC = new Durability(Mode.SYNC, 0);
    public static final Durability NONE = new Durability(Mode.NONE, 0);

    public static Durability interval(Duration interval) {
        return new Durability(Mode.INTERVAL, interval.toNanos());
    }
}
