package dev.carillon.simulator.replay;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What client callbacks tell the player's thread: rows that reached a device of their recipient, and devices of which a send
 * was settled. Holds no more than what is on its way, which the window limits. Any thread tells, one takes.
 */
final class Happened {
    /** In place of a device: all that the recipient has. */
    static final int NOBODYS = -1;

    private static final int SETTLED = -1;

    private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();

    private record Entry(int row, int device) {}

    /** Hears of rows. */
    @FunctionalInterface
    interface Arrived {
        /** @param device or {@link #NOBODYS} */
        void at(int row, int device);
    }

    /**
     * The row will not be waited for any longer: it is there, or it will never be.
     *
     * @param device or {@link #NOBODYS}
     */
    void arrived(int row, int device) {
        queue.add(new Entry(row, device));
    }

    void settled(int device) {
        queue.add(new Entry(SETTLED, device));
    }

    /** Hands over all that was told; waits for the first up to so long if there is nothing. */
    void take(long waitNanos, Arrived arrived, IntConsumer settled) throws InterruptedException {
        @Nullable Entry each = waitNanos > 0 ? queue.poll(waitNanos, TimeUnit.NANOSECONDS) : queue.poll();
        while (each != null) {
            if (each.row == SETTLED) {
                settled.accept(each.device);
            } else {
                arrived.at(each.row, each.device);
            }
            each = queue.poll();
        }
    }
}
