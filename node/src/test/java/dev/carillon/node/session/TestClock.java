package dev.carillon.node.session;

import dev.carillon.node.runtime.Clock;

/** Time that moves when a test says so. */
final class TestClock implements Clock {
    private long ns = 1_000_000_000L;
    private long wallOffsetMs = 1_700_000_000_000L;

    @Override
    public long nowMs() {
        return ns / 1_000_000 + wallOffsetMs;
    }

    @Override
    public long nanoTime() {
        return ns;
    }

    void advanceMs(long ms) {
        ns += ms * 1_000_000;
    }

    /** The wall clock jumps; the monotonic one does not. */
    void jumpMs(long ms) {
        wallOffsetMs += ms;
    }
}
