package dev.carillon.node.cluster;

import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.plan.Move;
import dev.carillon.ring.plan.Plan;
import dev.carillon.ring.plan.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What may become of a {@link ClusterState}: each change makes the next version. Pure: the same state gives the same; any
 * thread. Which of them happens, and when, the meta group's leader decides.
 */
final class ClusterChanges {
    private ClusterChanges() {}

    /** A node may come from now on, or is to be found elsewhere. It holds nothing until a plan says so. */
    static ClusterState known(ClusterState state, ClusterNode node) {
        List<ClusterNode> nodes = new ArrayList<>(state.map().nodes());
        nodes.removeIf(other -> other.id() == node.id());
        nodes.add(node);
        nodes.sort(Comparator.comparingInt(ClusterNode::id));
        return state.next().withNodes(nodes);
    }

    /** A node that is no member and holds nothing is not let in any more. */
    static ClusterState unknown(ClusterState state, int node) {
        List<ClusterNode> nodes = new ArrayList<>(state.map().nodes());
        nodes.removeIf(other -> other.id() == node);
        return state.next().withNodes(nodes);
    }

    /**
     * Begins to carry out a plan that was made for this state's map.
     *
     * @param why what people read before the changes
     * @param healthy whether a node answers
     */
    static ClusterState begin(ClusterState state, Plan plan, String why, IntPredicate healthy, long nowMs) {
        PartitionMap ring = state.map().ring();
        List<PlannedMove> moves = new ArrayList<>();
        List<Integer> retiring = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (step instanceof Step.Enter enter) {
                ring = enter.applyTo(ring);
            } else if (step instanceof Move move) {
                moves.add(new PlannedMove(move.partition(), move.to()));
            } else if (step instanceof Step.Retire retire) {
                retiring.addAll(retire.nodes());
            }
        }
        List<Integer> meta = MetaMembers.of(state.meta(), ring, retiring, healthy);
        if (!state.meta().hasSameMembers(meta)) {
            // It needs no room, and whatever else waits must not keep it where few would agree.
            moves.add(0, new PlannedMove(state.metaNumber(), meta));
        }
        long number =
                1 + state.past().stream().mapToLong(Rebalance::number).max().orElse(0);
        String words = why
                + String.join(
                        ", ",
                        plan.changes().stream().map(change -> change.words()).toList());
        Rebalance rebalance = new Rebalance(
                number,
                words,
                moves,
                retiring,
                plan.limits().movesPerNode(),
                plan.limits().bytesPerSecond(),
                Phase.RUNNING,
                moves.size(),
                0,
                0,
                nowMs,
                0);
        return state.next().withRing(ring).withRebalance(rebalance);
    }

    /**
     * What the plan does next, or null if it has to wait.
     *
     * @param answers whether a node does; a move for which too few do does not begin, and is looked at again next time
     * @param standsStill whether a move of that partition is under way and nobody shall wait for it
     * @param isRested whether a node may begin another move already
     */
    static @Nullable ClusterState advance(
            ClusterState state, IntPredicate answers, IntPredicate standsStill, IntPredicate isRested, long nowMs) {
        Rebalance rebalance = state.rebalance();
        if (rebalance == null) {
            return null;
        }
        if (rebalance.phase() == Phase.RUNNING && !rebalance.waiting().isEmpty()) {
            return startMove(state, rebalance, answers, standsStill, isRested);
        }
        boolean ends = rebalance.phase() == Phase.ABORTING || rebalance.phase() == Phase.RUNNING;
        return ends && state.handovers().isEmpty() ? end(state, rebalance, nowMs) : null;
    }

    /** The first one whose nodes have room for it. */
    private static @Nullable ClusterState startMove(
            ClusterState state,
            Rebalance rebalance,
            IntPredicate answers,
            IntPredicate standsStill,
            IntPredicate isRested) {
        Map<Integer, Integer> busy = new HashMap<>();
        for (Handover handover : state.handovers()) {
            if (!standsStill.test(handover.partition())) {
                participants(state, handover.partition(), handover.to())
                        .forEach(node -> busy.merge(node, 1, Integer::sum));
            }
        }
        IntPredicate hasRoom = node -> busy.getOrDefault(node, 0) < rebalance.movesPerNode() && isRested.test(node);
        PartitionMap ring = state.map().ring();
        List<PlannedMove> left = new ArrayList<>();
        List<Handover> handovers = new ArrayList<>(state.handovers());
        int attempts = state.attempts();
        int done = 0;
        for (PlannedMove move : rebalance.waiting()) {
            Assignment now = state.assignment(move.partition());
            if (now.hasSameMembers(move.to())) {
                // Another order only: nobody has to agree, leaders follow the map.
                boolean same = now.replicas().equals(move.to());
                ring = same ? ring : ring.withAssignment(move.partition(), now.followedBy(move.to()));
                done++;
                continue;
            }
            boolean begins = attempts == state.attempts()
                    && state.handover(move.partition()) == null
                    && MoveObstacles.missing(state, move, answers).isEmpty()
                    && participants(state, move.partition(), move.to()).stream().allMatch(hasRoom::test);
            if (!begins) {
                left.add(move);
                continue;
            }
            handovers.add(new Handover(move.partition(), ++attempts, move.to(), false, false));
        }
        if (left.size() == rebalance.waiting().size()) {
            return null;
        }
        handovers.sort(Comparator.comparingInt(Handover::partition));
        return state.next()
                .withRing(ring)
                .withHandovers(handovers)
                .withAttempts(attempts)
                .withRebalance(rebalance.waiting(left).counted(done, 0));
    }

    /** The nodes that take part in the move that began last; they must be those of {@code state}. */
    static List<Integer> beginners(ClusterState state) {
        return state.handovers().stream()
                .filter(handover -> handover.attempt() == state.attempts())
                .flatMap(handover -> participants(state, handover.partition(), handover.to()).stream())
                .toList();
    }

    /** Newcomers, and who leads now: they carry the copy. */
    private static List<Integer> participants(ClusterState state, int partition, List<Integer> to) {
        Assignment now = state.assignment(partition);
        List<Integer> nodes = new ArrayList<>(
                to.stream().filter(node -> !now.replicas().contains(node)).toList());
        nodes.add(now.preferredLeader());
        return nodes;
    }

    private static ClusterState end(ClusterState state, Rebalance rebalance, long nowMs) {
        boolean aborted = rebalance.phase() == Phase.ABORTING;
        ClusterMap map = aborted ? state.map() : withoutRetired(state.map(), rebalance.retiring());
        List<Rebalance> past = new ArrayList<>(state.past());
        past.add(rebalance.waiting(List.of()).phase(aborted ? Phase.ABORTED : Phase.DONE, nowMs));
        return state.next().withMap(map).withRebalance(null).withPast(past);
    }

    private static ClusterMap withoutRetired(ClusterMap map, List<Integer> retiring) {
        Step.Retire retire = new Step.Retire(retiring);
        if (retiring.isEmpty() || !retire.fits(map.ring())) {
            return map;
        }
        List<ClusterNode> nodes = map.nodes().stream()
                .filter(node -> !retiring.contains(node.id()))
                .toList();
        return new ClusterMap(map.id(), retire.applyTo(map.ring()), nodes);
    }

    /** What came of a handover; null if that is no news. */
    static @Nullable ClusterState moved(ClusterState state, MoveReport report, long nowMs) {
        Handover handover = report.partition() < 0 || report.partition() > state.metaNumber()
                ? null
                : state.handover(report.partition());
        if (handover == null || handover.attempt() != report.attempt()) {
            return null;
        }
        List<Handover> others = new ArrayList<>(state.handovers());
        others.remove(handover);
        Rebalance rebalance = state.rebalance();
        if (report.generation() == 0) {
            return state.next().withHandovers(others).withRebalance(rebalance == null ? null : rebalance.counted(0, 1));
        }
        Assignment after = state.assignment(report.partition()).followedBy(handover.to());
        if (after.generation() != report.generation()) {
            return null;
        }
        boolean meta = report.partition() == state.metaNumber();
        List<MoveReceipt> receipts = new ArrayList<>(state.receipts());
        receipts.add(new MoveReceipt(
                rebalance == null || handover.recovery() ? 0 : rebalance.number(),
                report.partition(),
                report.attempt(),
                report.generation(),
                report.node(),
                report.sealIndex(),
                report.history(),
                report.pauseMicros(),
                nowMs));
        ClusterState next = state.next()
                .withHandovers(others)
                .withReceipts(receipts)
                .withRebalance(rebalance == null || handover.recovery() ? rebalance : rebalance.counted(1, 0));
        return meta
                ? next.withMeta(after)
                : next.withRing(state.map().ring().withAssignment(report.partition(), after));
    }

    /** A partition that has lost its majority goes on with this member alone; a move that waits for it comes after that. */
    static ClusterState recovering(ClusterState state, int partition, int survivor) {
        Handover before = state.handover(partition);
        Rebalance rebalance = state.rebalance();
        if (rebalance != null && before != null && !before.recovery()) {
            rebalance = before.aborting() ? rebalance.counted(0, 1) : rebalance.waiting(postponed(rebalance, before));
        }
        List<Handover> handovers = new ArrayList<>(state.handovers());
        handovers.removeIf(handover -> handover.partition() == partition);
        handovers.add(new Handover(partition, state.attempts() + 1, List.of(survivor), false, true));
        handovers.sort(Comparator.comparingInt(Handover::partition));
        return state.next()
                .withHandovers(handovers)
                .withAttempts(state.attempts() + 1)
                .withRebalance(rebalance);
    }

    private static List<PlannedMove> postponed(Rebalance rebalance, Handover handover) {
        List<PlannedMove> waiting = new ArrayList<>(rebalance.waiting());
        waiting.add(new PlannedMove(handover.partition(), handover.to()));
        return waiting;
    }

    /** Nothing new begins. */
    static ClusterState pause(ClusterState state, Rebalance rebalance, long nowMs) {
        return state.next().withRebalance(rebalance.phase(Phase.PAUSED, nowMs));
    }

    static ClusterState resume(ClusterState state, Rebalance rebalance, long nowMs) {
        return state.next().withRebalance(rebalance.phase(Phase.RUNNING, nowMs));
    }

    /** Nothing new begins, and what is under way is given up where it is not sealed. */
    static ClusterState abort(ClusterState state, Rebalance rebalance, long nowMs) {
        return state.next()
                .withHandovers(state.handovers().stream().map(Handover::aborted).toList())
                .withRebalance(rebalance.phase(Phase.ABORTING, nowMs));
    }
}
