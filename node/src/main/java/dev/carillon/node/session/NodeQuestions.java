package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.MetaRecoveryRequest;
import dev.carillon.storage.Marker;
import java.util.List;

/** What an operator asks of a node's loops. Any thread; a question fails if a loop is asked too much at once. */
public interface NodeQuestions {
    /** The longest that an entry is waited for; see {@link #stateAt}. */
    int STATE_WAIT_MS_MAX = 10_000;

    /** Every replica of this node, by partition. */
    void replicas(Answer<List<ReplicaReport>> answer);

    /**
     * Has the outboxes of all partitions that are led here kept for a backup; see {@link
     * dev.carillon.node.delivery.OutboxPin}. That it is committed shows in {@link #replicas}.
     *
     * @param forMs from the entry on; 0 ends it
     * @param answer the partitions
     */
    void pin(long backup, long forMs, Answer<List<Integer>> answer);

    /** A user's inbox and devices. */
    void user(byte[] user, Answer<UserReport> answer);

    /**
     * What a user's inbox keeps.
     *
     * @param fromSeq the first that is wanted
     * @param limit how many at most; they are read on the loop, so it is to be small
     */
    void inbox(byte[] user, long fromSeq, int limit, Answer<InboxReport> answer);

    /**
     * Gives up what a user's inbox keeps up to a sequence, as if it were too old: senders of what no device took hear so,
     * devices are told. The answer comes when it is proposed; that it is committed shows in {@link UserReport#expired}. A large inbox takes several questions.
     */
    void purge(byte[] user, long upToSeq, Answer<PurgeReport> answer);

    /**
     * Ends a user's connections here; the devices may come back.
     *
     * @param install 0 for all devices
     * @param answer how many were ended; -1 if this node does not lead the user's partition
     */
    void kick(byte[] user, long install, Answer<Integer> answer);

    /** Asks another node to lead a partition. */
    void moveLeader(int partition, int node, Answer<LeaderMove> answer);

    /**
     * Has the state engine keep a replica's state as of an entry for a moment, so that it can be compared with that of other
     * replicas: when the answer is {@link StateAt.Kind#READY} and {@link dev.carillon.node.cluster.StateSource#export} is
     * called right away, that is the state as of the entry; its marker tells.
     *
     * @param at an entry that the replica has not passed, in the generation that it hears
     * @param waitMs for the entry, 0 to {@link #STATE_WAIT_MS_MAX}
     */
    void stateAt(int partition, Marker at, long waitMs, Answer<StateAt> answer);

    /** The state that was waited for is open, or not wanted any more: later changes may go to the engine. */
    void stateTaken(int partition);

    /** Hands a wish for the cluster to whoever leads the meta group. */
    void wish(ClusterWish wish, Answer<WishReport> answer);

    /** Has the meta group, whose majority is gone for good, begin anew on this node alone. */
    void recoverMeta(MetaRecoveryRequest request, Answer<WishReport> answer);

    /** This node's part in the meta group; fails on a node that is alone. */
    void meta(Answer<MetaReport> answer);
}
