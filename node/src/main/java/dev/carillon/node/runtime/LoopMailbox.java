package dev.carillon.node.runtime;

import java.nio.ByteBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RecordDescriptor;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The way into a loop: a bounded ring of bytes with many writers and one reader. A full mailbox refuses, which is how
 * back pressure starts; nothing here ever blocks.
 *
 * <p>Writers, any thread: {@link #claim}, fill {@link #buffer}, {@link #commit}. The loop reads with {@link #drain}.
 */
public final class LoopMailbox {
    /** Default capacity, bytes. */
    public static final int CAPACITY_DEFAULT = 16 * 1024 * 1024;

    private final ManyToOneRingBuffer ring;
    private final WakeUp wakeUp = new WakeUp();

    /** @param capacity bytes, a power of two; one piece of mail may have an eighth of it */
    public LoopMailbox(int capacity) {
        ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(capacity + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    /** Most bytes of one piece of mail. */
    public int lengthMax() {
        return ring.maxMsgLength();
    }

    /**
     * Reserves space; the caller fills it without delay and commits it.
     *
     * @param kind one of {@link MailKind}
     * @return the offset into {@link #buffer}, or -1 if the mailbox is full
     */
    public int claim(int kind, int length) {
        int index = ring.tryClaim(kind, length);
        return index < 0 ? -1 : index;
    }

    /** Most bytes of a piece of mail that {@link #claim} takes now, unless another writer is quicker; 0 if it takes none. */
    public int room() {
        // In this order, for both only rise: the reader may have made more room meanwhile, never less.
        long head = ring.consumerPosition();
        long tail = ring.producerPosition();
        int mask = ring.capacity() - 1;
        long free = ring.capacity() - (tail - head);
        int toEnd = ring.capacity() - (int) (tail & mask);
        // Mail is in one piece: before the end of the ring, or from its beginning on.
        long piece = free <= toEnd ? free : Math.max(toEnd, head & mask);
        return (int) Math.max(0, Math.min(lengthMax(), piece - RecordDescriptor.HEADER_LENGTH));
    }

    public MutableDirectBuffer buffer() {
        return ring.buffer();
    }

    public void commit(int claim) {
        ring.commit(claim);
        wakeUp.signal();
    }

    /** Reads pieces in the order of their claims. @return how many, at most {@code limit} */
    public int drain(MessageHandler handler, int limit) {
        return ring.read(handler, limit);
    }

    /** Throws away all mail, once nobody writes or reads any more; what follows finds it as new. */
    public void clear() {
        while (ring.read((kind, buffer, offset, length) -> {}, Integer.MAX_VALUE) > 0) {
            // Up to the end of the ring each time.
        }
        // From the beginning of the ring again: a read ends where the ring does, and so where it is decides what a pass
        // hears.
        ring.buffer().setMemory(ring.capacity(), RingBufferDescriptor.TRAILER_LENGTH, (byte) 0);
    }

    public boolean isEmpty() {
        return ring.size() == 0;
    }

    /** Wakes the loop without mail. */
    public void wake() {
        wakeUp.signal();
    }

    /** Has somebody run passes when there is something to do, instead of a thread that sleeps; before mail comes. */
    void onSignal(Runnable wake) {
        wakeUp.instead(wake);
    }

    WakeUp wakeUp() {
        return wakeUp;
    }
}
