package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterWish;
import java.util.List;

/** What an operator asks of a node's loops. Any thread; a question fails if a loop is asked too much at once. */
public interface NodeQuestions {
    /** Every replica of this node, by partition. */
    void replicas(Answer<List<ReplicaReport>> answer);

    /** A user's inbox and devices. */
    void user(byte[] user, Answer<UserReport> answer);

    /**
     * Ends a user's connections here; the devices may come back.
     *
     * @param install 0 for all devices
     * @param answer how many were ended; -1 if this node does not lead the user's partition
     */
    void kick(byte[] user, long install, Answer<Integer> answer);

    /** Asks another node to lead a partition. */
    void moveLeader(int partition, int node, Answer<LeaderMove> answer);

    /** Hands a wish for the cluster to whoever leads the meta group. */
    void wish(ClusterWish wish, Answer<WishReport> answer);
}
