package dev.carillon.storage.overlay;

import dev.carillon.storage.QueueVisitor;
import org.agrona.DirectBuffer;

/**
 * A handle to one queue of a partition: items {@code first()} to {@code next() - 1}, each of which is in memory, in the
 * batch in flight, or in the engine. Appending an item and trimming it before the next freeze costs well under 100 ns
 * and is never written anywhere.
 *
 * <p>The bounds belong to the caller, who stores them in a record of his own, and asks for the handle with them. At most
 * one handle per queue may be in use; when {@link #isIdle} it may be dropped and asked for again later. An idle handle
 * owns no arrays. Runs on the partition's loop.
 */
public final class OverlayQueue {
    private static final long[] NO_RING = new long[0];
    private static final int RING_MIN = 4;
    private static final int RING_KEPT_MAX = 16;

    final long number;
    private final PartitionOverlay overlay;
    private long first;
    private long next;

    /** The engine, with the batch in flight, holds exactly {@code engineFirst} to {@code engineNext - 1}. */
    private long engineFirst;

    private long engineNext;

    /** The ring holds {@code ringFirst} to {@code next - 1}; below {@link #engineNext} they are in flight. */
    private long ringFirst;

    private long[] ring = NO_RING;
    private long itemBytes;
    private boolean changed;

    OverlayQueue(PartitionOverlay overlay, long number, long first, long next) {
        if (first < 0 || next < first) {
            throw new IllegalArgumentException("queue " + number + " from " + first + " to " + next);
        }
        this.overlay = overlay;
        this.number = number;
        this.first = first;
        this.next = next;
        this.engineFirst = first;
        this.engineNext = next;
        this.ringFirst = next;
    }

    /** The first kept sequence; equal to {@link #next} when the queue is empty. */
    public long first() {
        return first;
    }

    /** The sequence that the next item gets. */
    public long next() {
        return next;
    }

    /** Whether nothing is in memory or in flight: the handle may be dropped. */
    public boolean isIdle() {
        return ringFirst == next;
    }

    /** Bytes of its items that are in memory or in flight. */
    public long bytesInMemory() {
        return itemBytes;
    }

    /**
     * Adds an item with the sequence {@link #next}; the bytes are copied.
     *
     * @param length 0 to {@link PartitionOverlay#ITEM_BYTES_MAX}
     */
    public void append(DirectBuffer buffer, int offset, int length) {
        if (length < 0 || length > PartitionOverlay.ITEM_BYTES_MAX) {
            throw new IllegalArgumentException("item of " + length + " bytes");
        }
        long ref = overlay.arena.store(buffer, offset, length);
        if (next - ringFirst == ring.length) {
            resizeRing(Math.max(RING_MIN, Math.multiplyExact(ring.length, 2)));
        }
        ring[(int) next & (ring.length - 1)] = ref;
        next++;
        itemBytes += length;
        if (!changed) {
            markChanged();
        }
    }

    /**
     * Visits kept items in order, beginning with {@code fromSeq} or {@link #first}, whichever is later. Without touching
     * the engine when that one is in memory. The visitor changes neither this queue nor its partition.
     *
     * @return the number of items visited
     */
    public int read(long fromSeq, int maxItems, QueueVisitor visitor) {
        long from = Math.max(fromSeq, first);
        int visited = 0;
        if (from < ringFirst) {
            int wanted = (int) Math.min(maxItems, ringFirst - from);
            visited = overlay.readEngine(number, from, wanted, visitor);
            if (visited < wanted) {
                return visited;
            }
            from = ringFirst;
        }
        for (; visited < maxItems && from < next; visited++, from++) {
            long ref = ring[(int) from & (ring.length - 1)];
            DirectBuffer buffer = from < engineNext ? overlay.frozenBuffer(ref) : overlay.arena.buffer(ref);
            if (!visitor.onItem(from, buffer, ItemRef.offset(ref), ItemRef.length(ref))) {
                return visited;
            }
        }
        return visited;
    }

    /**
     * Items below {@code toSeq} are gone. Those that no batch has taken are never written; the others are deleted by the
     * next batch.
     *
     * @param toSeq up to {@link #next}; at or below {@link #first} nothing happens
     */
    public void trim(long toSeq) {
        if (toSeq <= first) {
            return;
        }
        if (toSeq > next) {
            throw new IllegalArgumentException("queue " + number + " ends at " + next + ", cannot trim to " + toSeq);
        }
        if (toSeq > ringFirst) {
            long[] refs = ring;
            int mask = refs.length - 1;
            for (long seq = ringFirst; seq < toSeq; seq++) {
                long ref = refs[(int) seq & mask];
                itemBytes -= ItemRef.length(ref);
                if (seq >= engineNext) {
                    overlay.arena.release(ref);
                }
            }
            ringFirst = toSeq;
            if (toSeq == next && refs.length > RING_KEPT_MAX) {
                dropRing();
            }
        }
        first = toSeq;
        if (!changed) {
            markChanged();
        }
    }

    /** Puts what changed since the last freeze into the batch. No batch is in flight. */
    void freezeInto(FrozenBatch batch) {
        changed = false;
        if (engineFirst < Math.min(first, engineNext)) {
            batch.addDelete(number, engineFirst, Math.min(first, engineNext));
        }
        if (ringFirst < next) {
            batch.addItems(this, ringFirst, ring, (int) (next - ringFirst));
        } else if (ring.length > 0) {
            dropRing();
        }
        engineFirst = first;
        engineNext = next;
    }

    /** The batch in flight is in the engine: its items leave memory. */
    void dropFrozen() {
        for (long seq = ringFirst; seq < engineNext; seq++) {
            itemBytes -= ItemRef.length(ring[(int) seq & (ring.length - 1)]);
        }
        ringFirst = Math.max(ringFirst, engineNext);
        if (ringFirst == next && ring.length > 0) {
            dropRing();
        } else if (ring.length > RING_KEPT_MAX && (next - ringFirst) * 4 <= ring.length) {
            resizeRing(ring.length / 2);
        }
    }

    private void markChanged() {
        changed = true;
        overlay.changed(this);
    }

    private void resizeRing(int length) {
        long[] old = ring;
        long[] resized = new long[length];
        for (long seq = ringFirst; seq < next; seq++) {
            resized[(int) seq & (length - 1)] = old[(int) seq & (old.length - 1)];
        }
        overlay.ringBytes(8L * (length - old.length));
        ring = resized;
    }

    private void dropRing() {
        overlay.ringBytes(-8L * ring.length);
        ring = NO_RING;
    }
}
