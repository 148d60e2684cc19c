package dev.carillon.node.peer;

import dev.carillon.node.cluster.FrameKind;
import java.util.concurrent.atomic.LongAdder;

/** What happened on one {@link PeerLink}, counted since the node's start; any thread. */
public final class LinkCounters {
    private final LongAdder framesSent = new LongAdder();
    private final LongAdder bytesSent = new LongAdder();
    private final LongAdder batchesSent = new LongAdder();
    private final LongAdder raftDropped = new LongAdder();
    private final LongAdder relayRefused = new LongAdder();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder refusals = new LongAdder();

    void sent(FrameBatch batch) {
        framesSent.add(batch.frames());
        bytesSent.add(batch.length());
        batchesSent.increment();
    }

    void notTaken(int kind) {
        if (kind == FrameKind.RAFT) {
            raftDropped.increment();
        } else {
            relayRefused.increment();
        }
    }

    void attempt() {
        attempts.increment();
    }

    void connected() {
        connections.increment();
    }

    void refused() {
        refusals.increment();
    }

    /** Frames handed to gRPC. */
    public long framesSent() {
        return framesSent.sum();
    }

    /** Bytes handed to gRPC, frames with their headers. */
    public long bytesSent() {
        return bytesSent.sum();
    }

    public long batchesSent() {
        return batchesSent.sum();
    }

    /** Raft frames not taken because the queue was full or nobody was connected. */
    public long raftDropped() {
        return raftDropped.sum();
    }

    /** Other frames not taken for the same reasons; their senders have them still. */
    public long relayRefused() {
        return relayRefused.sum();
    }

    /** How often a connection was tried. */
    public long attempts() {
        return attempts.sum();
    }

    /** How often one was welcomed; all but the first are reconnects. */
    public long connections() {
        return connections.sum();
    }

    /** How often the other node refused this one, or this one what it found there. */
    public long refusals() {
        return refusals.sum();
    }
}
