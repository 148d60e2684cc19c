package dev.carillon.node.peer;

import java.util.function.LongSupplier;

/** Keeps what a node hands out of copies within so many bytes a second, all copies together. On the copier's thread. */
final class CopyPace {
    /** There is no limit. */
    static final long UNLIMITED = Long.MAX_VALUE;

    /** How far ahead of the pace the copies may be, so that not every chunk waits for the timer. */
    private static final long AHEAD_NS = 50_000_000;

    private static final double SECOND_NS = 1e9;

    private final LongSupplier bytesPerSecond;

    /** When all that was sent would have been sent at the pace. */
    private long doneNs;

    /** @param bytesPerSecond as of now, from 1, or {@link #UNLIMITED} */
    CopyPace(LongSupplier bytesPerSecond, long nowNs) {
        this.bytesPerSecond = bytesPerSecond;
        this.doneNs = nowNs;
    }

    /** How long to wait until more may go, ns; 0 if it may go now. */
    long waitNs(long nowNs) {
        if (bytesPerSecond.getAsLong() == UNLIMITED) {
            doneNs = nowNs;
        }
        return Math.max(0, doneNs - nowNs - AHEAD_NS);
    }

    void sent(int bytes, long nowNs) {
        long begun = doneNs - nowNs > 0 ? doneNs : nowNs;
        doneNs = begun + (long) (bytes * SECOND_NS / bytesPerSecond.getAsLong());
    }
}
