package dev.carillon.ring.plan;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.placement.Placement;
import dev.carillon.ring.plan.Planned.Reason;
import dev.carillon.ring.plan.Planned.Refused;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Turns changes into plans. Pure: the same map, changes and facts give the same plan; any thread. */
public final class Planner {
    private final Limits limits;
    private final ClusterFacts facts;

    public Planner(Limits limits, ClusterFacts facts) {
        this.limits = limits;
        this.facts = facts;
    }

    /** The plan that makes these changes, in their order, at once. */
    public Planned plan(PartitionMap base, List<Change> changes) {
        Membership before = Membership.of(base);
        Membership after = before;
        for (Change change : changes) {
            Refused refused = change.obstacle(after);
            if (refused != null) {
                return refused;
            }
            after = change.applyTo(after);
        }
        if (after.members().stream().noneMatch(Member::isActive)) {
            return new Refused(Reason.NOBODY_LEFT, "No active node would be left to hold anything; join one first.");
        }
        PartitionMap start = base;
        List<Step> steps = new ArrayList<>();
        if (!after.equals(before)) {
            Step enter = new Step.Enter(before, after);
            try {
                start = enter.applyTo(base);
            } catch (IllegalArgumentException e) {
                return new Refused(Reason.OUT_OF_RANGE, "That is no valid ring: " + e.getMessage() + ".");
            }
            steps.add(enter);
        }
        List<Change.MovePartition> asked = changes.stream()
                .filter(Change.MovePartition.class::isInstance)
                .map(Change.MovePartition.class::cast)
                .toList();
        for (Change.MovePartition move : asked) {
            if (move.partition() < 0 || move.partition() >= base.assignments().size()) {
                return new Refused(
                        Reason.OUT_OF_RANGE,
                        "There are partitions 0 to " + (base.assignments().size() - 1) + ", and no " + move.partition()
                                + ".");
            }
        }
        List<Move> moves = moves(start, wanted(start, changes.size() > asked.size(), asked));
        steps.addAll(moves);
        List<Integer> leaving = leaving(changes, after);
        if (!leaving.isEmpty()) {
            steps.add(new Step.Retire(leaving));
        }
        PartitionMap target = target(base, start, steps.size(), moves, leaving);
        List<Warning> warnings = new Review(base, start, target, moves, facts).warnings();
        long time = Schedule.of(moves, limits).total();
        return new Planned.Ready(new Plan(base, changes, steps, target, limits, time, warnings));
    }

    /** @param anew whether everything may move, and not only what was asked for by its number */
    private static List<List<Integer>> wanted(PartitionMap start, boolean anew, List<Change.MovePartition> asked) {
        List<List<Integer>> wanted = new ArrayList<>(
                anew
                        ? Placement.of(start)
                        : start.assignments().stream().map(Assignment::replicas).toList());
        asked.forEach(move -> wanted.set(move.partition(), move.nodes()));
        return wanted;
    }

    private List<Move> moves(PartitionMap start, List<List<Integer>> wanted) {
        Map<Integer, Long> sent = new HashMap<>();
        List<Move> moves = new ArrayList<>();
        for (int p = 0; p < wanted.size(); p++) {
            Assignment from = start.assignment(p);
            if (!from.replicas().equals(wanted.get(p))) {
                moves.add(move(p, from, wanted.get(p), start, sent));
            }
        }
        moves.sort(Comparator.comparingInt((Move move) -> move.kind().ordinal())
                .thenComparingInt(move -> copiesLeft(move.from(), start))
                .thenComparingInt(Move::partition));
        return moves;
    }

    private Move move(int p, Assignment from, List<Integer> to, PartitionMap start, Map<Integer, Long> sent) {
        long newcomers =
                to.stream().filter(node -> !from.replicas().contains(node)).count();
        if (newcomers == 0) {
            return new Move(p, from, to, OptionalInt.empty(), 0);
        }
        long bytes = newcomers * facts.partitionBytes().applyAsLong(p);
        // Sources take turns, so that no node sends everything; among equals the leader, which has all there is.
        OptionalInt source = survivors(from, start)
                .min(Comparator.comparingLong(node -> sent.getOrDefault(node, 0L)))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
        source.ifPresent(node -> sent.merge(node, bytes + 1, Long::sum));
        return new Move(p, from, to, source, bytes);
    }

    private int copiesLeft(Assignment assignment, PartitionMap start) {
        return (int) survivors(assignment, start).count();
    }

    private Stream<Integer> survivors(Assignment assignment, PartitionMap start) {
        return assignment.replicas().stream().filter(node -> survives(node, start));
    }

    private boolean survives(int node, PartitionMap start) {
        Member member = start.member(node);
        return member != null
                && member.state() != MemberState.EVICTED
                && facts.healthy().test(node);
    }

    /** Evicted nodes always go; drained ones if that was asked for. */
    private static List<Integer> leaving(List<Change> changes, Membership after) {
        List<Integer> asked = new ArrayList<>();
        for (Change change : changes) {
            if (change instanceof Change.Leave leave) {
                asked.add(leave.node());
            } else if (change instanceof Change.Replace replace) {
                asked.add(replace.node());
            }
        }
        return after.members().stream()
                .filter(member -> member.state() == MemberState.EVICTED
                        || member.state() == MemberState.DRAINING && asked.contains(member.id()))
                .map(Member::id)
                .toList();
    }

    private static PartitionMap target(
            PartitionMap base, PartitionMap start, int steps, List<Move> moves, List<Integer> leaving) {
        List<Assignment> assignments = new ArrayList<>(start.assignments());
        moves.forEach(move -> assignments.set(move.partition(), move.after()));
        List<Member> members = start.members().stream()
                .filter(member -> !leaving.contains(member.id()))
                .toList();
        return new PartitionMap(base.epoch() + steps, start.replicationFactor(), members, assignments);
    }
}
