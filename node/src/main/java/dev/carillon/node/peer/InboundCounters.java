package dev.carillon.node.peer;

import dev.carillon.peer.v1.RefusalReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a {@link PeerServer} heard, counted since the node's start; any thread. */
public final class InboundCounters {
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder holds = new LongAdder();
    private final Map<RefusalReason, LongAdder> refusals = new EnumMap<>(RefusalReason.class);

    InboundCounters() {
        for (RefusalReason reason : RefusalReason.values()) {
            refusals.put(reason, new LongAdder());
        }
    }

    private LongAdder refusalsFor(RefusalReason reason) {
        return Objects.requireNonNull(refusals.get(reason));
    }

    void handed(int frameCount, int byteCount) {
        frames.add(frameCount);
        bytes.add(byteCount);
    }

    void held() {
        holds.increment();
    }

    void refused(RefusalReason reason) {
        refusalsFor(reason).increment();
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
        return refusalsFor(reason).sum();
    }
}
