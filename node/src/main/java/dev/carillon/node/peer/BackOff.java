package dev.carillon.node.peer;

import java.util.random.RandomGenerator;

/** How long to wait before the next attempt: doubling up to a limit, the upper half of it by chance. One thread at a time. */
final class BackOff {
    private final long minNs;
    private final long maxNs;
    private final RandomGenerator random;
    private long ns;

    BackOff(PeerTimes times, RandomGenerator random) {
        this.minNs = times.backOffMin().toNanos();
        this.maxNs = times.backOffMax().toNanos();
        this.random = random;
        this.ns = minNs;
    }

    long nextNs() {
        long half = ns / 2;
        long wait = half + random.nextLong(half + 1);
        ns = Math.min(maxNs, 2 * ns);
        return wait;
    }

    void reset() {
        ns = minNs;
    }
}
