package dev.carillon.simulator.recording.live;

import dev.carillon.simulator.recording.Event;
import java.util.Collection;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * From the event loops to the thread that writes. Never makes anybody wait who adds: what does not fit is counted. Any
 * thread adds, one takes.
 */
final class EventQueue {
    /** Events in the queue. */
    static final int EVENTS_MAX = 65_536;

    /** Bytes of payload in the queue. */
    static final long BYTES_MAX = 64L << 20;

    private final ArrayBlockingQueue<Event> events;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    EventQueue() {
        this(EVENTS_MAX);
    }

    EventQueue(int max) {
        events = new ArrayBlockingQueue<>(max);
    }

    void add(Event event) {
        long size = size(event);
        if (bytes.addAndGet(size) > BYTES_MAX || !events.offer(event)) {
            bytes.addAndGet(-size);
            lost.incrementAndGet();
        }
    }

    /** Something was seen that nobody could note. */
    void lost(long count) {
        lost.addAndGet(count);
    }

    /** How many events were lost since the last question. */
    long takeLost() {
        return lost.getAndSet(0);
    }

    /** Takes what there is; waits for the first, if there is none. */
    void take(Collection<Event> into, long waitMs) throws InterruptedException {
        @Nullable Event first = events.poll(waitMs, TimeUnit.MILLISECONDS);
        if (first == null) {
            return;
        }
        into.add(first);
        events.drainTo(into);
        into.forEach(event -> bytes.addAndGet(-size(event)));
    }

    private static long size(Event event) {
        return event instanceof Event.Sent sent ? sent.payload().length : 0;
    }
}
