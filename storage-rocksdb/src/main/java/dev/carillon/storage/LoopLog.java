package dev.carillon.storage;

import org.agrona.DirectBuffer;

/**
 * The durable log of one loop, shared by all its partitions. Records appended during a pass become durable together, in
 * order, in one write and one sync: after {@link #sync} returned all of them survive a power cut, and after a crash
 * before that either all records of the pass are found again or none.
 *
 * <p>Runs on its loop; not thread-safe. The first {@link LogFailedException} is final: nothing may be acked any more.
 */
public interface LoopLog extends AutoCloseable {
    /**
     * Adds one record to the batch of this pass; the bytes are copied.
     *
     * @param group the partition (or, later, another group) it belongs to, from 0
     * @param kind meaning of the record to its writer, 0–127
     * @param index position in the group, rising from record to record; what is released is named by it
     */
    void append(int group, int kind, long index, DirectBuffer buffer, int offset, int length);

    /** Whether something was appended since the last {@link #sync}. */
    boolean isDirty();

    /**
     * Writes and syncs what was appended since the last call.
     *
     * @throws LogFullException when there is no room; the batch is kept for the next call
     * @throws LogFailedException when a write or a sync failed; final
     */
    void sync();

    /**
     * Bytes of records, with 17 for each, that still fit into this pass's batch so that {@link #sync} surely has room for
     * it; negative if it may have to wait for room already.
     */
    long room();

    /** Reads every durable record that is still kept, oldest first. Before the first append only. */
    void replay(LogVisitor visitor);

    /** The group's records with an index below this one are no longer needed; segments without needed ones are recycled. */
    void release(int group, long index);

    /** Bytes of segments that are kept for replay. */
    long bytes();

    /** Bytes that replay would have to read again for this group's oldest needed record; 0 if nothing is needed. */
    long bytesSince(int group);

    /**
     * Whether the next segment could not be made, so that only what is left of the current one can be written: stop
     * what grows the log (sends) before what shrinks it (acks, releases). Looks for new room when asked.
     */
    default boolean isFull() {
        return false;
    }

    @Override
    void close();
}
