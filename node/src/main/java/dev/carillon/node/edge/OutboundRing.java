package dev.carillon.node.edge;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * The bounded way from one partition loop to one event loop. Messages are {@code connection u64 | bytes}. A full ring
 * remembers whom it refused last, so that the reader can tell when there is room.
 */
final class OutboundRing {
    private static final long NO_CONNECTION = -1;

    private final OneToOneRingBuffer ring;
    private final AtomicLong refused = new AtomicLong(NO_CONNECTION);

    /** @param bytes a power of two; one message may have an eighth of it */
    OutboundRing(int bytes) {
        ring = new OneToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect(bytes + RingBufferDescriptor.TRAILER_LENGTH)));
    }

    OneToOneRingBuffer ring() {
        return ring;
    }

    /** Whether half of it is free: room worth waking someone for. */
    boolean hasRoom() {
        return ring.size() <= ring.capacity() / 2;
    }

    /** Writer: this connection's bytes found no room. The reader must be woken after this. */
    void refused(long connection) {
        refused.set(connection);
    }

    /** Reader, after it made room: the connection refused last, once; -1 if none was. */
    long takeRefused() {
        return refused.get() == NO_CONNECTION ? NO_CONNECTION : refused.getAndSet(NO_CONNECTION);
    }
}
