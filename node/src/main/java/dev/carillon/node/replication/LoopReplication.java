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
     * Commits what was proposed since the last call, and tells the listeners. To be called now and then also when
     * nothing was proposed: a log that syncs by time, or that waits for room, has something to do then.
     *
     * @return entries committed
     * @throws dev.carillon.storage.LogFailedException if nothing can be committed any more; final
     */
    int commit();

    /** Whether there is no room: what grows the log must stop. */
    boolean isFull();

    /** Bytes of log kept for a restart. */
    long bytesKept();
}
