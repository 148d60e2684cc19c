package dev.carillon.node.peer;

import dev.carillon.node.cluster.FrameKind;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What one connection still has to send, in order. The loop {@link #add}s and {@link #seal}s; the stream {@link #poll}s,
 * one thread at a time. Raft, tunnels and the other kinds have a share each, so that none can fill another's.
 */
final class OutboundQueue {
    private static final int BATCH_BYTES_MIN = 1_024;

    private final PeerLimits limits;
    private final OneToOneConcurrentArrayQueue<FrameBatch> sealed =
            new OneToOneConcurrentArrayQueue<>(PeerLimits.BATCHES_MAX);
    private final AtomicLong raftOut = new AtomicLong();
    private final AtomicLong tunnelOut = new AtomicLong();
    private final AtomicLong otherOut = new AtomicLong();

    private @Nullable FrameBatch open;
    private int capacity = BATCH_BYTES_MIN;
    private long raftIn;
    private long tunnelIn;
    private long otherIn;

    OutboundQueue(PeerLimits limits) {
        this.limits = limits;
    }

    /** On the loop. @return false if there is no room; nothing was taken */
    boolean add(int kind, int partition, DirectBuffer frame, int offset, int length) {
        int size = FrameBatch.HEADER + length;
        if (size > left(kind)) {
            return false;
        }
        FrameBatch batch = open;
        if (batch != null && batch.length() + size > limits.batchBytesMax()) {
            if (!seal()) {
                return false;
            }
            batch = null;
        }
        if (batch == null) {
            batch = new FrameBatch(Math.max(size, capacity));
            open = batch;
        }
        batch.add(kind, partition, frame, offset, length);
        if (kind == FrameKind.RAFT) {
            raftIn += size;
        } else if (FrameKind.isTunnel(kind)) {
            tunnelIn += size;
        } else {
            otherIn += size;
        }
        return true;
    }

    /** On the loop: the longest frame that {@link #add} takes now, bytes without its header; 0 if it takes none. */
    long room(int kind) {
        FrameBatch batch = open;
        long left = left(kind);
        if (batch != null && sealed.remainingCapacity() == 0) {
            // No other batch can follow this one.
            left = Math.min(left, limits.batchBytesMax() - batch.length());
        }
        return Math.max(0, left - FrameBatch.HEADER);
    }

    /** Of a kind's share, bytes with headers; the stream makes it more, never less. */
    private long left(int kind) {
        if (kind == FrameKind.RAFT) {
            return limits.raftBytesMax() - (raftIn - raftOut.get());
        }
        return FrameKind.isTunnel(kind)
                ? limits.tunnelBytesMax() - (tunnelIn - tunnelOut.get())
                : limits.relayBytesMax() - (otherIn - otherOut.get());
    }

    /** On the loop: what was added may go. @return false if too many batches wait; it goes with a later one */
    boolean seal() {
        FrameBatch batch = open;
        if (batch == null) {
            return true;
        }
        if (!sealed.offer(batch)) {
            return false;
        }
        // The next batch will be about as long as this one.
        capacity = Math.max(BATCH_BYTES_MIN, Math.min(batch.length() + batch.length() / 8, limits.batchBytesMax()));
        open = null;
        return true;
    }

    /** On the stream. @return null if nothing waits */
    @Nullable
    FrameBatch poll() {
        FrameBatch batch = sealed.poll();
        if (batch != null) {
            raftOut.lazySet(raftOut.get() + batch.raftBytes());
            tunnelOut.lazySet(tunnelOut.get() + batch.tunnelBytes());
            otherOut.lazySet(otherOut.get() + batch.length() - batch.raftBytes() - batch.tunnelBytes());
        }
        return batch;
    }
}
