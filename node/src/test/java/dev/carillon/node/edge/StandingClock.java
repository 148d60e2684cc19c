package dev.carillon.node.edge;

import dev.carillon.node.runtime.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until {@link #advanceMs}; counts how often it was read, so that a test can await sweeps. */
final class StandingClock implements Clock {
    static final long START_SECONDS = 1_800_000_000L;

    private final AtomicLong ms = new AtomicLong(1);
    private final AtomicLong reads = new AtomicLong();

    @Override
    public long nowMs() {
        return START_SECONDS * 1_000 + ms.get();
    }

    @Override
    public long nanoTime() {
        reads.incrementAndGet();
        return TimeUnit.MILLISECONDS.toNanos(ms.get());
    }

    void advanceMs(long by) {
        ms.addAndGet(by);
    }

    long reads() {
        return reads.get();
    }
}
