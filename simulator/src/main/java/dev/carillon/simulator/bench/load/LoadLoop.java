package dev.carillon.simulator.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * One event loop of the load client, with what its connections share: the clock, a view for encoding, the payload being
 * filled, and the list of connections that have something to flush. Everything that connections wrote during one turn
 * of the loop leaves in one write per connection. Runs on its event loop, except where noted.
 */
final class LoadLoop implements Runnable {
    private static final double NS_PER_SECOND = 1e9;

    final EventLoop eventLoop;
    final NanoClock clock;

    private final UnsafeBuffer reading = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer writing = new UnsafeBuffer(0, 0);
    private final MutableDirectBuffer payload = new ExpandableArrayBuffer();
    private List<LoadConnection> dirty = new ArrayList<>();
    private List<LoadConnection> flushing = new ArrayList<>();
    private volatile long threadId;

    LoadLoop(EventLoop eventLoop, NanoClock clock) {
        this.eventLoop = eventLoop;
        this.clock = clock;
        eventLoop.execute(() -> threadId = Thread.currentThread().getId());
    }

    /** A payload of {@code size} bytes that carries a time and a number; valid until the next call. */
    MutableDirectBuffer payload(long sentNs, long number, int size) {
        payload.putByte(Math.max(size, Payload.SIZE_MIN) - 1, (byte) 'x');
        Payload.write(payload, sentNs, number);
        return payload;
    }

    /** Flushes the connection when this turn of the loop has come to its end. */
    void flushLater(LoadConnection connection) {
        if (dirty.isEmpty()) {
            eventLoop.execute(this);
        }
        dirty.add(connection);
    }

    /** Flushes what was announced. */
    @Override
    public void run() {
        List<LoadConnection> now = dirty;
        dirty = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).flushNow();
        }
        now.clear();
    }

    /** A view of what {@code bytes} holds; valid until the next call. */
    UnsafeBuffer reading(ByteBuf bytes) {
        return view(reading, bytes, bytes.readerIndex(), bytes.readableBytes());
    }

    /** A view of the room that {@code bytes} has behind its content; valid until the next call. */
    UnsafeBuffer writing(ByteBuf bytes) {
        return view(writing, bytes, bytes.writerIndex(), bytes.writableBytes());
    }

    private static UnsafeBuffer view(UnsafeBuffer view, ByteBuf bytes, int index, int length) {
        if (bytes.hasMemoryAddress()) {
            view.wrap(bytes.memoryAddress() + index, length);
        } else {
            view.wrap(bytes.nioBuffer(index, length));
        }
        return view;
    }

    /** CPU seconds that the loop's thread has used so far. Any thread. */
    double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId) / NS_PER_SECOND;
    }
}
