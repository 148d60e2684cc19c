package dev.carillon.client;

import dev.carillon.client.runtime.ClientLoop;

/**
 * Waits between attempts: a random time up to a bound that doubles from {@code backOffMinMs} to {@code backOffMaxMs}
 * (full jitter), so that clients who lost the same node do not come back together.
 */
final class BackOff {
    private static final int DOUBLINGS_MAX = 20;

    private final ClientLoop loop;
    private final ClientLimits limits;
    private int doublings;

    BackOff(ClientLoop loop, ClientLimits limits) {
        this.loop = loop;
        this.limits = limits;
    }

    /** The next wait, from 0 to the bound, which then doubles. */
    long nextMs() {
        long bound = Math.min(limits.backOffMaxMs(), limits.backOffMinMs() << doublings);
        doublings = Math.min(DOUBLINGS_MAX, doublings + 1);
        return upTo(bound);
    }

    /** A random wait from 0 to {@code boundMs}. */
    long upTo(long boundMs) {
        return loop.random().nextLong(boundMs + 1);
    }

    void reset() {
        doublings = 0;
    }
}
