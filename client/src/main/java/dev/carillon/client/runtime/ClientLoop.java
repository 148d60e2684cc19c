package dev.carillon.client.runtime;

import java.util.random.RandomGenerator;
import org.agrona.MutableDirectBuffer;

/**
 * The one thread that a client lives on. Thousands of clients may share a loop; nothing on it may block. Only
 * {@link #inLoop}, {@link #execute} and {@link #nowMs} may be called from other threads.
 */
public interface ClientLoop {
    /** Whether the caller runs on this loop. */
    boolean inLoop();

    /** Runs {@code task} on the loop, after what was handed over before. Throws {@code RejectedExecutionException} after the end. */
    void execute(Runnable task);

    /** Runs {@code task} on the loop after {@code delayMs} milliseconds, unless cancelled before. */
    Timer schedule(Runnable task, long delayMs);

    /** Monotonic milliseconds with an arbitrary origin. */
    long nowMs();

    /** Randomness for back-off; for the loop's thread only. */
    RandomGenerator random();

    /**
     * Room to encode frames in, at least 128 KiB, shared by everyone on this loop: what is in it is only there until the
     * caller returns.
     */
    MutableDirectBuffer scratch();

    /** Something that will happen later. */
    interface Timer {
        /** Makes sure that it will not happen, if it has not yet. */
        void cancel();
    }
}
