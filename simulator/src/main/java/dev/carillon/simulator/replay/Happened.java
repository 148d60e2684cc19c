package dev.carillon.simulator.replay;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What client callbacks tell the player's thread: rows that reached their recipient, and users of whom a send was settled.
 * Holds no more than what is on its way, which the window limits. Any thread tells, one takes.
 */
final class Happened {
    private final LinkedBlockingQueue<Integer> queue = new LinkedBlockingQueue<>();

    /** The row will not be waited for any longer: it is there, or it will never be. */
    void arrived(int row) {
        queue.add(row);
    }

    void settled(int user) {
        queue.add(-1 - user);
    }

    /** Hands over all that was told; waits for the first up to so long if there is nothing. */
    void take(long waitNanos, IntConsumer arrived, IntConsumer settled) throws InterruptedException {
        @Nullable Integer each = waitNanos > 0 ? queue.poll(waitNanos, TimeUnit.NANOSECONDS) : queue.poll();
        while (each != null) {
            if (each >= 0) {
                arrived.accept(each);
            } else {
                settled.accept(-1 - each);
            }
            each = queue.poll();
        }
    }
}
