package dev.carillon.node.runtime;

/**
 * Time, as a loop sees it. The assembly gives the system's, tests and the simulator a virtual one.
 *
 * <p>Thread-safe.
 */
public interface Clock {
    /** Wall time, ms since 1970; may jump. Used for stamps and expiry only. */
    long nowMs();

    /** Monotonic time, ns from an arbitrary origin. Used for deadlines and durations. */
    long nanoTime();
}
