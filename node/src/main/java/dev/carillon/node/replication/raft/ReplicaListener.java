package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.CommitListener;
import dev.carillon.storage.Marker;
import org.agrona.DirectBuffer;

/**
 * The state machine above a replica. Called on the loop, during {@link RaftLoop#pass}; what it hears is final, but nothing
 * of it may leave the loop, or reach the state engine, before the pass has returned. An exception stops the replica, and it
 * is made anew at the entry after the last one that was heard without one.
 */
public interface ReplicaListener extends CommitListener {
    /** An entry that only began a term; it counts like any other. */
    void onTermStarted(long index);

    /** This replica leads and has applied an entry of its own term: now it knows all that was ever acked. */
    void onLeading(int term);

    /** It no longer does; another one may. What was proposed is handed back with {@link #onReturned}. */
    void onLeadershipLost();

    /**
     * A proposal of this replica that it will not hear of, in the order of proposing.
     *
     * @param mayCommit it may yet be heard as an entry of somebody else: try it again under the same sequence
     */
    void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit);

    /**
     * Too much was missed: the state is to be fetched from another member, outside of the engine, made durable and told to
     * {@link Replica#stateInstalled}. Asked again now and then until that has happened.
     *
     * @param atLeast the state must contain this
     * @param leader who asked
     */
    void onStateNeeded(Marker atLeast, RaftMember leader);
}
