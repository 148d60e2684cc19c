package dev.carillon.node.replication.raft;

import dev.carillon.node.runtime.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time of one replica, in the engine's ms from an arbitrary origin: monotonic, scaled, and pushed ahead when its
 * leader's node is known to be dead. Runs on the loop.
 */
final class ReplicaClock extends java.time.Clock {
    /** The engine takes 0 for the time of the last heartbeat of a leader that it never heard. */
    private static final long FAR_FROM_ZERO_MS = 1_000_000_000;

    private final Clock clock;
    private final int timeScale;
    private final long originNs;
    private long aheadMs = FAR_FROM_ZERO_MS;

    ReplicaClock(Clock clock, int timeScale) {
        this.clock = clock;
        this.timeScale = timeScale;
        this.originNs = clock.nanoTime();
    }

    void push(long ms) {
        aheadMs += ms;
    }

    @Override
    public long millis() {
        return (clock.nanoTime() - originNs) / 1_000_000 * timeScale + aheadMs;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public java.time.Clock withZone(ZoneId zone) {
        return this;
    }
}
