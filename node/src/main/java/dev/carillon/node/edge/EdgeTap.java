package dev.carillon.node.edge;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.AtomicBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The bounded way of what clients say and hear from all event loops to the one who records it. In the order in which it was
 * put in, over all event loops, so that nothing comes before what it answers. Nobody waits for room: what finds none is
 * counted. Event loops write, one thread at a time reads.
 */
public final class EdgeTap {
    /** Bytes on their way to the reader; above a second of the busiest traffic. A message may have an eighth of it. */
    public static final int BYTES = 16 << 20;

    /** A HELLO with a good token: {@code install u64 | last inbox sequence u64 | next cseq u64 | user}. */
    public static final int OPENED = 1;

    /** Whole frames from the client. */
    public static final int HEARD = 2;

    /** Whole frames to the client. */
    public static final int TOLD = 3;

    /** The connection ended, by the client's side or the network. */
    public static final int CLOSED_BY_CLIENT = 4;

    /** The connection ended, by the node. */
    public static final int CLOSED_BY_NODE = 5;

    /** Something of the connection found no room; nothing more of it follows. */
    public static final int CUT = 6;

    private static final int HEADER = 2 * Long.BYTES;

    private final ManyToOneRingBuffer ring;
    private final AtomicLong lost = new AtomicLong();
    private boolean on;

    /** Hears what was put in. */
    @FunctionalInterface
    public interface Reader {
        /** @param atNs monotonic; the bytes are good during the call */
        void on(int kind, long connection, long atNs, DirectBuffer buffer, int offset, int length);
    }

    EdgeTap() {
        this(BYTES);
    }

    /** @param bytes a power of two */
    EdgeTap(int bytes) {
        ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(bytes + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    /** Returns whether there was room. Never waits. */
    boolean offer(int kind, long connection, long atNs, DirectBuffer buffer, int offset, int length) {
        int index = ring.tryClaim(kind, HEADER + length);
        if (index < 0) {
            return false;
        }
        AtomicBuffer to = ring.buffer();
        to.putLong(index, connection);
        to.putLong(index + Long.BYTES, atNs);
        to.putBytes(index + HEADER, buffer, offset, length);
        ring.commit(index);
        return true;
    }

    void lost(long frames) {
        lost.addAndGet(frames);
    }

    /** Frames lost since the last question. */
    public long takeLost() {
        return lost.get() == 0 ? 0 : lost.getAndSet(0);
    }

    /**
     * Hands over what there is.
     *
     * @param limit of messages
     * @return how many there were; 0 only if there is nothing
     */
    public int read(Reader reader, int limit) {
        MessageHandler handler = (kind, buffer, index, length) -> reader.on(
                kind,
                buffer.getLong(index),
                buffer.getLong(index + Long.BYTES),
                buffer,
                index + HEADER,
                length - HEADER);
        int count = ring.read(handler, limit);
        // A read ends where the ring wraps.
        return count == 0 && ring.size() > 0 ? ring.read(handler, limit) : count;
    }

    boolean isOn() {
        return on;
    }

    /** Forgets what a reader before left. Nobody writes or reads yet. */
    void begin() {
        on = true;
        while (ring.size() > 0) {
            ring.read((kind, buffer, index, length) -> {});
        }
        lost.set(0);
    }

    void end() {
        on = false;
    }
}
