package dev.carillon.node.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Since when what moves has got no further, for want of a majority or of a leader. It goes on by itself when they are back;
 * what is asked here is only whether others have to wait for it. Runs on the meta group's loop, of the node that leads it.
 */
final class Standstills {
    /** For so long a move that stands still keeps others waiting: nodes that restart, and elections, take less. */
    static final long LIMIT_NS = 10_000_000_000L;

    private final TreeMap<Integer, Long> sinceNs = new TreeMap<>();

    /**
     * @param answers whether a node does
     * @param isLed whether somebody who answers leads a partition, as far as is known
     */
    void look(ClusterState state, IntPredicate answers, IntPredicate isLed, long nowNs) {
        Set<Integer> still = new HashSet<>();
        for (Handover handover : state.handovers()) {
            int partition = handover.partition();
            if (!isLed.test(partition)
                    || !MoveObstacles.missing(state, handover, answers).isEmpty()) {
                still.add(partition);
                sinceNs.putIfAbsent(partition, nowNs);
            }
        }
        sinceNs.keySet().retainAll(still);
    }

    /** Whether a partition that moves has stood still for so long that nobody waits for it. */
    boolean isLong(int partition, long nowNs) {
        Long since = sinceNs.get(partition);
        return since != null && nowNs - since >= LIMIT_NS;
    }

    /** This node leads the group no more. */
    void forget() {
        sinceNs.clear();
    }
}
