package dev.carillon.node.peer;

import dev.carillon.peer.v1.RefusalReason;
import java.util.concurrent.atomic.LongAdder;

/** What a {@link PeerServer} heard, counted since the node's start; any thread. */
public final class InboundCounters {
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder holds = new LongAdder();
    private final LongAdder[] refusals = new LongAdder[RefusalReason.STOPPING_VALUE + 1];

    InboundCounters() {
        for (int i = 0; i < refusals.length; i++) {
            refusals[i] = new LongAdder();
        }
    }

    void handed(int frameCount, int byteCount) {
        frames.add(frameCount);
        bytes.add(byteCount);
    }

    void held() {
        holds.increment();
    }

    void refused(RefusalReason reason) {
        refusals[reason.getNumber()].increment();
    }

    /** Frames handed to mailboxes. */
    public long frames() {
        return frames.sum();
    }

    /** Their bytes, with headers. */
    public long bytes() {
        return bytes.sum();
    }

    /** How often a stream had to wait because a mailbox was full. */
    public long holds() {
        return holds.sum();
    }

    /** Streams refused or ended for this reason. */
    public long refusals(RefusalReason reason) {
        return refusals[reason.getNumber()].sum();
    }
}
