package dev.carillon.node.replication;

import dev.carillon.storage.Marker;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The replicas of all partitions of one loop, which share its log. Runs on that loop.
 *
 * <p>A pass is {@link #commit}, as often as proposals cause further ones, then {@link #sync}. What listeners hear in either
 * is final; it may leave the loop when {@code sync} has returned, or before if {@link #isAheadOfDisk}.
 */
public interface LoopReplication {
    /**
     * Adds this node's replica of a partition: before {@link #recover}, or, where replicas come and go, at any time.
     *
     * @param generation of the partition; the one before it may be open too
     * @param state how far the partition's state has come by itself; entries of this generation above it are heard again
     * @param first whether it campaigns at once in a generation that follows another; the others leave it half a second
     */
    PartitionLog open(int partition, long generation, Marker state, ReplicaListener listener, boolean first);

    /**
     * What the log has of a generation that is over, if this node began the next one before its state had come so far
     * ({@link PartitionLog#sealed}).
     *
     * @return null if there is no such thing
     */
    @Nullable
    EndedLog openSealed(int partition, long generation);

    /** Lets go of what the log has of replicas that are not open: none of them ever will be. */
    void discardOthers();

    /**
     * Reads the log. Listeners hear what is committed for sure of what their state lacks.
     *
     * @throws dev.carillon.storage.CorruptStorageException if entries are missing, or are somebody else's
     */
    void recover();

    /** After recovery: from now on replicas may lead. */
    void start();

    /**
     * Commits what can be committed now, and tells the listeners.
     *
     * @return entries heard
     * @throws dev.carillon.storage.LogFailedException if nothing can be committed any more; final
     */
    int commit();

    /**
     * Whether what listeners have heard is safe on other disks already while the next {@link #sync} has something to write: it
     * need not wait for that. Never so where this node's copy is the only one.
     */
    boolean isAheadOfDisk();

    /**
     * Makes durable what the pass wrote, or, where others have copies, begins to, and lets go out what had to wait for what
     * is durable now. To be called now and then also when nothing was proposed: a log that syncs by time, or that waits for
     * room, has something to do then.
     *
     * @return whether anything was written
     * @throws dev.carillon.storage.LogFailedException if nothing can be made durable any more; final
     */
    boolean sync();

    /**
     * A message of another node's replica. The bytes are copied.
     *
     * @return whether it was taken; it is repeated if it mattered
     */
    boolean receive(DirectBuffer message, int offset, int length);

    /** Another node is known to be dead: what it led need not wait for it. */
    void nodeDown(int node);

    /** There is a new connection to another node: what was sent to it before may be lost, and it may have been away. */
    void nodeConnected(int node);

    /** When a pass is due even if nothing comes, monotonic ns; {@link Long#MAX_VALUE} for never. */
    long nextDeadlineNs();

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
