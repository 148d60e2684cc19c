package dev.carillon.storage;

import java.io.IOException;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The durable log of one loop, shared by all its partitions. Records appended between two writes become durable together, in
 * order, in one write and one sync: after {@link #sync} returned all of them survive a power cut, and after a crash
 * before that either all records of the write are found again or none.
 *
 * <p>Who does not want to wait for the disk calls {@link #write}, has what it returns run by another thread, and goes on
 * appending; {@link #forced} ends it.
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

    /** What makes written records durable: waits for the disk. Any one thread, once; touches nothing that the loop does. */
    @FunctionalInterface
    interface Force {
        void run() throws IOException;
    }

    /** Whether something was appended or written that is not durable, and should be by now. */
    boolean isDirty();

    /**
     * Writes what was appended since the last call. Not while an earlier call's {@link Force} is under way.
     *
     * @return what makes it durable, after which {@link #forced} must follow; null if nothing is to be waited for
     * @throws LogFullException when there is no room; the batch is kept for the next call
     * @throws LogFailedException when a write failed; final
     */
    @Nullable
    Force write();

    /**
     * What {@link #write} returned last has run: what was written by then is durable.
     *
     * @param failure how it failed; null if it did not
     * @throws LogFailedException if it failed; final
     */
    void forced(@Nullable IOException failure);

    /**
     * Writes and syncs what was appended since the last call, and waits for the disk.
     *
     * @throws LogFullException when there is no room; the batch is kept for the next call
     * @throws LogFailedException when a write or a sync failed; final
     */
    default void sync() {
        Force force = write();
        if (force == null) {
            return;
        }
        IOException failure = null;
        try {
            force.run();
        } catch (IOException e) {
            failure = e;
        }
        forced(failure);
    }

    /**
     * Bytes of records, with 17 for each, that still fit into the batch so that {@link #write} surely has room for
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
