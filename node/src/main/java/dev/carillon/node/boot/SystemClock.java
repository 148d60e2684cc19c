package dev.carillon.node.boot;

import dev.carillon.node.runtime.Clock;

/** The system's time. */
final class SystemClock implements Clock {
    @Override
    public long nowMs() {
        return System.currentTimeMillis();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
