package dev.carillon.node.boot;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the room on the data folder's disk, so that sends stop while reads and acks, which make room, still work.
 * {@link #look} belongs to a timer, because asking may take a disk's time; {@link #getAsBoolean} is for any thread.
 *
 * <pre>
 *   ENOUGH   less than warn           LOW      warns
 *   any      less than stop           SCARCE   sends are refused with STORAGE_FULL
 *   SCARCE   an eighth more than stop LOW      sends are taken again
 *   LOW      an eighth more than warn ENOUGH
 * </pre>
 */
final class DiskWatch implements BooleanSupplier {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);

    /** So that a disk at a mark does not make sends stop and go. */
    private static final int MORE = 8;

    private enum State {
        ENOUGH,
        LOW,
        SCARCE
    }

    private final LongSupplier freeBytes;
    private final long warnBytes;
    private final long stopBytes;
    private volatile State state = State.ENOUGH;

    /**
     * @param freeBytes what is free now; negative if nobody knows
     * @param warnBytes below which it is said
     * @param stopBytes below which sends stop, at most {@code warnBytes}; 0: never
     */
    DiskWatch(LongSupplier freeBytes, long warnBytes, long stopBytes) {
        this.freeBytes = freeBytes;
        this.warnBytes = Math.max(warnBytes, stopBytes);
        this.stopBytes = stopBytes;
    }

    void look() {
        long free = freeBytes.getAsLong();
        if (free < 0) {
            return;
        }
        State before = state;
        State next = next(before, free);
        if (next == before) {
            return;
        }
        state = next;
        switch (next) {
            case SCARCE ->
                LOG.error(
                        "event=disk_scarce free={} mark={} detail=\"The data folder's disk is nearly full: sends are refused"
                                + " until there is room, everything else works. Make room, or move partitions away"
                                + " (carillon node drain).\"",
                        free,
                        stopBytes);
            case LOW ->
                LOG.warn(
                        "event=disk_low free={} warn={} stop={} detail=\"{}\"",
                        free,
                        warnBytes,
                        stopBytes,
                        before == State.SCARCE
                                ? "sends are taken again"
                                : "below the second mark sends will be refused");
            case ENOUGH -> LOG.info("event=disk_enough free={}", free);
        }
    }

    private State next(State now, long free) {
        long stop = now == State.SCARCE ? stopBytes + stopBytes / MORE : stopBytes;
        long warn = now == State.ENOUGH ? warnBytes : warnBytes + warnBytes / MORE;
        return free < stop ? State.SCARCE : free < warn ? State.LOW : State.ENOUGH;
    }

    /** Whether sends must stop. */
    @Override
    public boolean getAsBoolean() {
        return state == State.SCARCE;
    }
}
