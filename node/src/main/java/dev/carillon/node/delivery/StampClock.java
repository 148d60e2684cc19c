package dev.carillon.node.delivery;

import dev.carillon.node.runtime.Clock;

/**
 * The wall time that leaders stamp entries with. A jump of the wall clock against the monotonic one beyond a limit is
 * not followed: stamps go on by the monotonic clock, and {@link #isSuspect} suspends expiry until the two agree again.
 */
public final class StampClock {
    private final Clock clock;
    private final long jumpMs;
    private long offsetMs;
    private boolean suspect;

    public StampClock(Clock clock, long jumpMs) {
        this.clock = clock;
        this.jumpMs = jumpMs;
        this.offsetMs = clock.nowMs() - monotonicMs();
    }

    /** Milliseconds since 1970. */
    public long nowMs() {
        long wall = clock.nowMs();
        long offset = wall - monotonicMs();
        suspect = Math.abs(offset - offsetMs) > jumpMs;
        if (suspect) {
            return monotonicMs() + offsetMs;
        }
        // Slow drift and small corrections are followed.
        offsetMs = offset;
        return wall;
    }

    /** Whether the wall clock has jumped, as of the last {@link #nowMs}. */
    public boolean isSuspect() {
        return suspect;
    }

    private long monotonicMs() {
        return Math.floorDiv(clock.nanoTime(), 1_000_000L);
    }
}
