package dev.carillon.storage.overlay;

/**
 * When a {@link Trailer} flushes, and how much it takes.
 *
 * @param flushBytes flush when the engine holds this many unflushed bytes
 * @param flushIntervalNs flush when the oldest unflushed batch is this old, in nanoseconds
 * @param batchesMax batches waiting to be written; one per partition is enough
 */
public record TrailerLimits(long flushBytes, long flushIntervalNs, int batchesMax) {
    /** 32 MiB keeps SSTs large enough; 10 s keeps the log that a restart must replay short on a quiet node. */
    public static final TrailerLimits DEFAULT = new TrailerLimits(32L << 20, 10_000_000_000L, 4096);

    public TrailerLimits {
        if (flushBytes < 1 || flushIntervalNs < 1 || batchesMax < 1) {
            throw new IllegalArgumentException("limits must be positive: " + flushBytes + " bytes, " + flushIntervalNs
                    + " ns, " + batchesMax + " batches");
        }
    }
}
