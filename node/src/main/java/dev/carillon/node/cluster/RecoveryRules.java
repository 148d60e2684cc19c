package dev.carillon.node.cluster;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.plan.ClusterFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a partition may go on with one survivor. Nothing is guessed: as long as a majority of its members is there, or
 * what moves it can end by itself, it may not. Pure; any thread.
 */
final class RecoveryRules {
    private RecoveryRules() {}

    /**
     * Judges what an operator has seen and wants.
     *
     * @param generation that the partition was in then
     * @param attempt of the handover that was under way then; 0 for none
     */
    static ClusterWish.Outcome judge(
            ClusterState state, ClusterFacts facts, int partition, int survivor, long generation, int attempt) {
        Handover handover = state.handover(partition);
        if (handover != null && handover.recovery() && handover.survivor() == survivor) {
            return new ClusterWish.Outcome(
                    null, true, "Partition " + partition + " is being recovered from node " + survivor + " already.");
        }
        String obstacle = obstacle(state, facts, partition, survivor, generation, attempt);
        return obstacle != null
                ? ClusterWish.Outcome.refused(obstacle + " Nothing was changed.")
                : new ClusterWish.Outcome(
                        ClusterChanges.recovering(state, partition, survivor),
                        true,
                        "Partition " + partition + " goes on with what node " + survivor + " has, as generation "
                                + (generation + 1) + ".");
    }

    private static @Nullable String obstacle(
            ClusterState state, ClusterFacts facts, int partition, int survivor, long generation, int attempt) {
        if (partition < 0 || partition >= state.metaNumber()) {
            return "There is no partition " + partition + ".";
        }
        Assignment now = state.assignment(partition);
        Handover handover = state.handover(partition);
        if (now.generation() != generation || (handover == null ? 0 : handover.attempt()) != attempt) {
            return "Partition " + partition + " is not as it was when you looked: it is in generation "
                    + now.generation() + (handover == null ? "" : " and on its way to " + handover.to())
                    + ". Look again.";
        }
        if (!now.replicas().contains(survivor)) {
            return "Node " + survivor + " does not hold partition " + partition + ": nodes " + now.replicas() + " do.";
        }
        List<Integer> well = now.replicas().stream()
                .filter(node -> facts.healthy().test(node))
                .toList();
        if (2 * well.size() > now.replicas().size()) {
            return "Nodes " + well + " answer, which is a majority of those that hold partition " + partition
                    + ": they go on by themselves, and nothing need be lost.";
        }
        if (!well.contains(survivor)) {
            return "Node " + survivor + " does not answer the node that leads the meta group.";
        }
        if (handover != null && handover.recovery() && facts.healthy().test(handover.survivor())) {
            return "Partition " + partition + " is being recovered from node " + handover.survivor()
                    + ", which answers.";
        }
        return null;
    }
}
