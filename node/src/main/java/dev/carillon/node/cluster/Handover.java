package dev.carillon.node.cluster;

import dev.carillon.ring.Assignment;
import java.util.List;

/**
 * A partition that is about to go to its next generation; the one way in which anything ever moves (ARCHITECTURE.md,
 * "Handover"). Immutable.
 *
 * @param partition which; {@link ClusterState#metaNumber} for the meta group itself
 * @param attempt never used twice in a cluster, so that a word of an earlier attempt means nothing
 * @param to members of the next generation; the first leads first
 * @param aborting whether it shall not take place, unless it is sealed already
 * @param recovery whether the generation has lost its majority: then its one survivor, the only member to be, ends it alone
 */
public record Handover(int partition, int attempt, List<Integer> to, boolean aborting, boolean recovery) {
    public Handover {
        to = List.copyOf(to);
    }

    /** There is no way back from a recovery. */
    Handover aborted() {
        return recovery ? this : new Handover(partition, attempt, to, true, false);
    }

    /** Whether a node is to lead the next generation first: the leader that stays, or the first member that does. */
    boolean isFirst(int node, PartitionReplica replica, Assignment now) {
        if (replica.ledAtSeal() || to.contains(replica.lastLeader())) {
            return replica.ledAtSeal();
        }
        for (int each : to) {
            if (now.replicas().contains(each)) {
                return each == node;
            }
        }
        return to.get(0) == node;
    }

    /** Who ends the generation alone; only of a recovery. */
    int survivor() {
        return to.get(0);
    }
}
