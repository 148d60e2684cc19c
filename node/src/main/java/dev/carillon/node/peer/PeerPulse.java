package dev.carillon.node.peer;

import java.util.concurrent.atomic.AtomicInteger;

/** The live side of a {@link PeerHealth.PeerStatus}: written by the node's streams, read by anybody. */
final class PeerPulse {
    private final long nodeId;
    private final AtomicInteger streamsIn = new AtomicInteger();
    private final AtomicInteger streamsOut = new AtomicInteger();
    private volatile long lastHeardNs;
    private volatile boolean heard;
    private volatile long incarnation;
    private volatile long roundTripNs;

    PeerPulse(long nodeId) {
        this.nodeId = nodeId;
    }

    /** Streams race by microseconds at most; a detector counts in hundreds of milliseconds. */
    void heard(long nowNs) {
        lastHeardNs = nowNs;
        heard = true;
    }

    void incarnation(long value) {
        incarnation = value;
    }

    void roundTrip(long ns) {
        roundTripNs = ns;
    }

    void streamsIn(int change) {
        streamsIn.addAndGet(change);
    }

    void streamsOut(int change) {
        streamsOut.addAndGet(change);
    }

    PeerHealth.PeerStatus status() {
        boolean ever = heard;
        return new PeerHealth.PeerStatus(
                nodeId, ever, lastHeardNs, incarnation, roundTripNs, streamsIn.get(), streamsOut.get());
    }
}
