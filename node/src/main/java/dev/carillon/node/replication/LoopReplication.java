package dev.carillon.node.replication;

import dev.carillon.storage.Marker;

/** The logs of all partitions of one loop. Runs on that loop. */
public interface LoopReplication {
    /**
     * Adds a partition, before {@link #recover}.
     *
     * @param state how far the partition's state has come by itself; entries above it are heard again
     */
    PartitionLog open(int partition, Marker state, CommitListener listener);

    /**
     * Hands every listener what its state lacks.
     *
     * @throws dev.carillon.storage.CorruptStorageException if entries are missing
     */
    void recover();

    /**
     * Commits what was proposed since the last call, and tells the listeners. What they hear is final for this start of
     * the node, and not yet durable: until {@link #sync} nothing of it may leave the loop, for other loops, for clients or
     * for the state engine.
     *
     * @return entries committed; 0 if the log has no room for them, then they are tried again by {@link #sync}
     * @throws dev.carillon.storage.LogFailedException if nothing can be committed any more; final
     */
    int commit();

    /**
     * Makes durable what was committed. To be called now and then also when nothing was: a log that syncs by time, or
     * that waits for room, has something to do then.
     *
     * @return whether anything was written
     * @throws dev.carillon.storage.LogFailedException if nothing can be made durable any more; final
     */
    boolean sync();

    /**
     * Bytes of entries that can be committed before the next {@link #sync} without waiting for room; 0 if what was
     * proposed already needs more.
     */
    long room();

    /** Whether there is no room: what grows the log must stop. */
    boolean isFull();

    /** Bytes of log kept for a restart. */
    long bytesKept();
}
