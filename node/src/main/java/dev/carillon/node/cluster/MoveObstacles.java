package dev.carillon.node.cluster;

import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * Which moves cannot go on since too few nodes answer: a generation is sealed by a majority of its members, and the next one
 * begins with a majority of its own. Pure; any thread.
 */
public final class MoveObstacles {
    /**
     * A move that waits for a majority.
     *
     * @param missing nodes that do not answer, in ascending order
     */
    public record Waiting(int partition, List<Integer> missing) {
        public Waiting {
            missing = List.copyOf(missing);
        }
    }

    private MoveObstacles() {}

    /** Of all that moves, or is to move once it is its turn; in no particular order. */
    public static List<Waiting> of(ClusterState state, IntPredicate answers) {
        List<Waiting> waiting = new ArrayList<>();
        for (Handover handover : state.handovers()) {
            add(waiting, handover.partition(), missing(state, handover, answers));
        }
        Rebalance rebalance = state.rebalance();
        if (rebalance != null) {
            for (PlannedMove move : rebalance.waiting()) {
                if (state.handover(move.partition()) == null) {
                    add(waiting, move.partition(), missing(state, move, answers));
                }
            }
        }
        return waiting;
    }

    private static void add(List<Waiting> waiting, int partition, List<Integer> missing) {
        if (!missing.isEmpty()) {
            waiting.add(new Waiting(partition, missing));
        }
    }

    /** Empty if it can begin. For another order of the same members nobody has to agree. */
    static List<Integer> missing(ClusterState state, PlannedMove move, IntPredicate answers) {
        Assignment now = state.assignment(move.partition());
        return now.hasSameMembers(move.to()) ? List.of() : missing(now.replicas(), move.to(), answers);
    }

    /** Empty if it can go on. Who ends a generation alone needs no other. */
    static List<Integer> missing(ClusterState state, Handover handover, IntPredicate answers) {
        Assignment now = state.assignment(handover.partition());
        return handover.recovery()
                ? missing(handover.to(), handover.to(), answers)
                : missing(now.replicas(), handover.to(), answers);
    }

    private static List<Integer> missing(List<Integer> now, List<Integer> to, IntPredicate answers) {
        TreeSet<Integer> missing = new TreeSet<>();
        for (List<Integer> members : List.of(now, to)) {
            List<Integer> silent =
                    members.stream().filter(node -> !answers.test(node)).toList();
            if (2 * silent.size() >= members.size()) {
                missing.addAll(silent);
            }
        }
        return List.copyOf(missing);
    }
}
