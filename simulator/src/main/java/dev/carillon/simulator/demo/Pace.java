package dev.carillon.simulator.demo;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How fast the recording's clock runs. Without a speed, rows are due at once. Time that the node was down is not caught
 * up: the recording waits too. Confined to the replay's thread.
 */
final class Pace {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double speed;
    private final LongSupplier nanoTime;
    private long originNanos;
    private long originSeconds;
    private boolean running;

    /** @param speed recorded seconds per second; 0 for as fast as the windows allow */
    Pace(double speed, LongSupplier nanoTime) {
        this.speed = speed;
        this.nanoTime = nanoTime;
    }

    /** Nanoseconds until a row recorded at this time is due; 0 if it is. */
    long untilDue(long unixSeconds) {
        if (speed <= 0) {
            return 0;
        }
        if (!running) {
            running = true;
            originNanos = nanoTime.getAsLong();
            originSeconds = unixSeconds;
        }
        long due = originNanos + (long) ((unixSeconds - originSeconds) / speed * NANOS);
        return Math.max(0, due - nanoTime.getAsLong());
    }

    /** The next row is due at once, and the recording's clock runs on from it. */
    void restart() {
        running = false;
    }
}
