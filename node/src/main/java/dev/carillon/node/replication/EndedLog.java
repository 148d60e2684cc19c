package dev.carillon.node.replication;

/** What this node keeps of a partition's generation for those who have not heard its end. Runs on the partition's loop. */
public interface EndedLog {
    /**
     * Reads entries that the listener has heard, or would have.
     *
     * @param from index of the first one
     * @param bytesMax after which no more are read
     * @return the index after the last one read; -1 if the log does not reach back so far
     */
    long read(long from, long bytesMax, EntryVisitor visitor);

    /** Nobody needs it any more: lets go of it for good. */
    void close();
}
