package dev.carillon.node.cluster;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateImport;

/** Fetches the states of partitions from other nodes. Never blocks. */
public interface StateCopies {
    /**
     * Asks a node for a copy of a partition's state, and adds its chunks on a thread of its own.
     *
     * @param atLeast the copy must contain this
     * @param into takes the chunks; completed or discarded by the caller, after the outcome
     */
    void fetch(int node, int partition, Marker atLeast, StateImport into, Outcome outcome);

    /** How a copy goes, and how it ended: exactly one call of the last two. On any thread. */
    interface Outcome {
        /** @param bytes that were added until now */
        void arriving(long bytes);

        /** The last chunk was added. */
        void fetched(Marker copied, long bytes);

        /** There is no whole copy; why was told to whom it concerns. */
        void failed();
    }
}
