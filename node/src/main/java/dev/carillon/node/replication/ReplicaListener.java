package dev.carillon.node.replication;

import dev.carillon.storage.Marker;
import org.agrona.DirectBuffer;

/**
 * The state machine above one replica of a partition. Called on the loop; an entry that it hears has its place for good,
 * but nothing of it may leave the loop, or reach the state engine, before {@link LoopReplication#sync} has returned. An
 * exception stops the replica, and it is made anew at the entry after the last one that was heard without one.
 */
public interface ReplicaListener {
    /**
     * An entry is committed; each is heard once per start, by rising index.
     *
     * @param index rises by one from entry to entry, {@link #onTermStarted} included
     * @param proposedHere whether it is the oldest proposal of this start that was neither heard nor returned. False during
     *     recovery
     */
    void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere);

    /** An entry that only began a term; it counts like any other. */
    void onTermStarted(long index);

    /**
     * This replica leads and has applied an entry of its own term: now it knows all that was ever acked.
     *
     * @param term from 1
     */
    void onLeading(int term);

    /** It no longer does; another one may. What was proposed is handed back with {@link #onReturned}. */
    void onLeadershipLost();

    /**
     * Who leads, as far as this replica knows, which is news.
     *
     * @param node 0: nobody that it knows of
     */
    void onLeader(int term, int node);

    /**
     * A proposal of this replica that it will not hear of as its own, in the order of proposing.
     *
     * @param mayCommit it may yet be heard as an entry of somebody else: try it again under the same sequence
     */
    void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit);

    /**
     * Too much was missed: the state is to be fetched from another member, outside of replication, made durable and told to
     * {@link PartitionLog#stateInstalled}. Asked again now and then until that has happened.
     *
     * @param atLeast the state must contain this
     * @param node who leads
     */
    void onStateNeeded(Marker atLeast, int node);
}
