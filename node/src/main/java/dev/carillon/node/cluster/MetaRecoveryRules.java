package dev.carillon.node.cluster;

import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether the meta group may begin anew on one node, and with what. Nothing is guessed: as long as a majority of its members
 * is there, or it can go on by itself, it may not. Pure; any thread.
 *
 * <p>The lost majority may have gone on before it was lost, or while it was only cut off, and told nobody who is left. What
 * begins here must never be taken for that, so each of these numbers jumps by more than it can have used up meanwhile. A
 * part of each jump is taken from the recovery's ID, which is drawn by chance: two recoveries that are made apart then do
 * not use the same numbers for different things.
 */
final class MetaRecoveryRules {
    /** A meta group that made a thousand changes a second would need seven weeks for so many versions. */
    static final long VERSIONS = 1L << 32;

    /**
     * The meta group moves a few times a day at most. A generation is 24 bits where it is told who leads, of which {@link
     * MetaRecovery#TIMES_MAX} recoveries use 22 at most.
     */
    static final int GENERATIONS = 1 << 16;

    /** Each move of a partition takes one; of 31 bits {@link MetaRecovery#TIMES_MAX} recoveries use 30 at most. */
    static final int ATTEMPTS = 1 << 24;

    private static final int ATTEMPTS_SHIFT = Integer.SIZE;

    private MetaRecoveryRules() {}

    /**
     * @param latest what the node knows, with what its own log has beyond that
     * @return the state that the meta group begins anew with, on this node alone
     */
    static ClusterState begun(ClusterState latest, int node, long id) {
        int meta = latest.metaNumber();
        long version = latest.version() + VERSIONS;
        int generation = latest.meta().generation() + GENERATIONS + (int) (id & GENERATIONS - 1);
        List<MetaRecovery> recoveries = new ArrayList<>(latest.recoveries());
        recoveries.add(new MetaRecovery(id, node, generation, version));
        return latest.withVersion(version)
                .withMeta(new Assignment(generation, List.of(node)))
                .withHandovers(latest.handovers().stream()
                        .filter(handover -> handover.partition() != meta)
                        .toList())
                .withAttempts(latest.attempts() + ATTEMPTS + (int) (id >>> ATTEMPTS_SHIFT & ATTEMPTS - 1))
                .withRebalance(withoutMeta(latest))
                .withRecoveries(recoveries);
    }

    /** The meta group's own move was to or from nodes that are gone; the next plan makes another one. */
    private static @Nullable Rebalance withoutMeta(ClusterState latest) {
        Rebalance now = latest.rebalance();
        if (now == null) {
            return null;
        }
        int meta = latest.metaNumber();
        List<PlannedMove> left =
                now.waiting().stream().filter(move -> move.partition() != meta).toList();
        int given = now.waiting().size() - left.size() + (latest.handover(meta) == null ? 0 : 1);
        return now.waiting(left).counted(0, given);
    }

    /** Whether exactly this was done already. */
    static boolean isDone(ClusterState state, MetaRecoveryRequest request) {
        return state.recoveries().stream().anyMatch(each -> each.id() == request.id());
    }

    /**
     * Why a node may not have the meta group begin anew; null if it may.
     *
     * @param healthy whether this node hears another one
     * @param sealed whether this node has heard that the meta group's present generation is over
     */
    static @Nullable String obstacle(
            ClusterState state, IntPredicate healthy, int self, boolean sealed, MetaRecoveryRequest request) {
        if (request.id() == 0) {
            return "A recovery needs an ID that is not 0.";
        }
        if (state.version() != request.version() || state.recoveries().size() != request.recoveries()) {
            return "Node " + self + " knows the cluster's state " + state.version()
                    + ", which is not the one that you saw. Look again.";
        }
        if (state.map().ring().member(self) == null) {
            return "Node " + self + " is no member of the ring: the meta group begins anew only on one that is.";
        }
        List<Integer> well = well(state.meta().replicas(), healthy, self);
        if (2 * well.size() > state.meta().replicas().size()) {
            return "Nodes " + well
                    + " answer, which is a majority of those that hold the meta group: it goes on by itself,"
                    + " and nothing need be lost.";
        }
        Handover handover = state.handover(state.metaNumber());
        if (sealed
                && handover != null
                && 2 * well(handover.to(), healthy, self).size() > handover.to().size()) {
            return "The meta group goes on to nodes " + handover.to()
                    + ", of which a majority answers: nothing is lost.";
        }
        if (state.recoveries().size() >= MetaRecovery.TIMES_MAX) {
            return "The meta group was recovered " + MetaRecovery.TIMES_MAX
                    + " times, which is as often as its numbers allow. Restore a backup into a new cluster.";
        }
        return null;
    }

    private static List<Integer> well(List<Integer> nodes, IntPredicate healthy, int self) {
        return nodes.stream().filter(node -> node == self || healthy.test(node)).toList();
    }
}
