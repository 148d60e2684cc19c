package dev.carillon.node.cluster;

import dev.carillon.ring.plan.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * When the next move of a plan may begin, so that those who send messages notice little: each one has nodes open logs, write
 * and flush, and several at once keep the processors of all nodes from everything else for as long as they take together. A
 * node begins as many in the time of a handover as the plan has at once; and two nowhere in the cluster begin together. Runs
 * on the meta group's loop, of the node that leads it; one that begins to lead knows of none before.
 */
final class MovePace {
    private final Map<Integer, Long> beganNs = new HashMap<>();

    /** How long after a move of a node has begun its next one may, ns. */
    static long stepNs(Rebalance rebalance) {
        return TimeUnit.MILLISECONDS.toNanos(Limits.DEFAULT.handoverMillis()) / rebalance.movesPerNode();
    }

    /** How long after any move has begun the next one may, ns: each takes two nodes, and all of them are to keep their pace. */
    static long gapNs(Rebalance rebalance, int nodes) {
        return 2 * stepNs(rebalance) / Math.max(2, nodes);
    }

    /** Whether a node may begin another one. */
    boolean isRested(int node, Rebalance rebalance, long nowNs) {
        Long last = beganNs.get(node);
        return last == null || nowNs - last >= stepNs(rebalance);
    }

    /** A move has begun in which these nodes take part. */
    void began(Iterable<Integer> nodes, long nowNs) {
        nodes.forEach(node -> beganNs.put(node, nowNs));
    }

    /** This node leads the group no more. */
    void forget() {
        beganNs.clear();
    }
}
