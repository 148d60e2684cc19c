package dev.carillon.node.replication;

import dev.carillon.storage.Marker;
import org.agrona.DirectBuffer;

/** The log of one partition, as the state machine above it sees it. Runs on the partition's loop. */
public interface PartitionLog {
    /**
     * Asks for an entry to be committed. The buffer stays unchanged until the listener has heard of it.
     *
     * @throws IllegalStateException if {@link #isBusy}
     */
    void propose(DirectBuffer entry, int offset, int length);

    /** Whether a proposal is under way and no other is taken: what comes meanwhile waits for the next entry. */
    boolean isBusy();

    /** The last committed entry that the listener has heard. */
    Marker applied();

    /** Entries up to this one are in the state engine for good; the log need not keep them. */
    void release(Marker flushed);

    /** Bytes that a restart would have to read again for this partition. */
    long bytesKept();
}
