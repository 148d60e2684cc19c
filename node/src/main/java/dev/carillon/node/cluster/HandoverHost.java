package dev.carillon.node.cluster;

import dev.carillon.node.replication.EndedLog;
import dev.carillon.storage.Marker;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** The loop that replicas live on, as {@link LoopHandovers} sees it. Called on it. */
public interface HandoverHost {
    /** This node's replica of a partition of this loop, or null. */
    @Nullable
    PartitionReplica find(int partition);

    /** Makes one, which is found from now on. @param following see {@link PartitionReplica#isFollowing} */
    PartitionReplica create(int partition, long generation, boolean following);

    /** Closes it; it is not found any more. What the engine has of it stays. */
    void close(PartitionReplica replica);

    /** How far the state in the engine has come. */
    Marker marker(int partition);

    /** Removes the state of a partition that has no replica here. */
    void discardState(int partition);

    /** Whether that is not over yet. */
    boolean isRemoving(int partition);

    /** Has a copy fetched; see {@link dev.carillon.node.replication.ReplicaListener#onStateNeeded}. */
    void stateNeeded(PartitionReplica replica, Marker atLeast, int node);

    /** What the log has of a generation; see {@link dev.carillon.node.replication.LoopReplication#openSealed}. */
    @Nullable
    EndedLog openSealed(int partition, long generation);

    /**
     * Brings the base of the generation that follows the sealed one, or of the present one, into the engine, soon and for
     * good; called until it is there.
     *
     * @param waitedFor whether users may wait for it; if not, it shares its flush with others
     */
    void bringHome(PartitionReplica replica, boolean waitedFor);

    /** No replica will be opened for what else the log has. */
    void discardOthers();

    /** As if another node had sent a frame to this one. */
    void mail(int kind, int partition, DirectBuffer frame, int length);

    void count(HandoverEvent event);
}
