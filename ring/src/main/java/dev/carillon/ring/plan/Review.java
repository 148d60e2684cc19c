package dev.carillon.ring.plan;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.plan.Warning.BelowReplicas;
import dev.carillon.ring.plan.Warning.DataLost;
import dev.carillon.ring.plan.Warning.DiskTooSmall;
import dev.carillon.ring.plan.Warning.NewQuorumSilent;
import dev.carillon.ring.plan.Warning.NotEnoughNodes;
import dev.carillon.ring.plan.Warning.OverShare;
import dev.carillon.ring.plan.Warning.QuorumLost;
import dev.carillon.ring.plan.Warning.SingleCopy;
import dev.carillon.ring.plan.Warning.TargetSilent;
import dev.carillon.ring.plan.Warning.ZonesNotDistinct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agrona.collections.Int2IntCounterMap;
import org.agrona.collections.Int2ObjectHashMap;

/** Looks for what could go wrong with a plan. Confined to one call. */
final class Review {
    /** A node's replicas above this part of what its weight asks for are mentioned. */
    private static final double OVER_SHARE = 1.05;

    private final PartitionMap base;
    private final PartitionMap start;
    private final PartitionMap target;
    private final List<Move> moves;
    private final ClusterFacts facts;
    private final List<Warning> found = new ArrayList<>();

    Review(PartitionMap base, PartitionMap start, PartitionMap target, List<Move> moves, ClusterFacts facts) {
        this.base = base;
        this.start = start;
        this.target = target;
        this.moves = moves;
        this.facts = facts;
    }

    List<Warning> warnings() {
        lookAtCopies();
        lookAtMembers();
        lookAtShares();
        lookAtDisks();
        lookAtReceivers();
        found.sort(Comparator.comparing(Warning::severity).reversed());
        return found;
    }

    private void lookAtCopies() {
        List<Integer> lost = new ArrayList<>();
        List<Integer> stuck = new ArrayList<>();
        List<Integer> few = new ArrayList<>();
        for (int p = 0; p < start.assignments().size(); p++) {
            Assignment assignment = start.assignment(p);
            int left = assignment.healthy(node -> !isEvicted(node));
            int healthy = assignment.healthy(
                    node -> !isEvicted(node) && facts.healthy().test(node));
            if (left == 0) {
                lost.add(p);
            } else if (healthy < assignment.majority()) {
                stuck.add(p);
            } else if (healthy < Math.min(base.replicationFactor(), start.replicationFactor())) {
                few.add(p);
            }
        }
        addUnlessEmpty(lost, new DataLost(lost));
        addUnlessEmpty(stuck, new QuorumLost(stuck));
        addUnlessEmpty(few, new BelowReplicas(few, start.replicationFactor()));
    }

    private boolean isEvicted(int node) {
        Member member = start.member(node);
        return member == null || member.state() == MemberState.EVICTED;
    }

    private void addUnlessEmpty(List<Integer> partitions, Warning warning) {
        if (!partitions.isEmpty()) {
            found.add(warning);
        }
    }

    private void lookAtMembers() {
        List<Member> active = target.members().stream().filter(Member::isActive).toList();
        int wanted = target.replicationFactor();
        if (active.size() < wanted) {
            found.add(new NotEnoughNodes(active.size(), wanted));
        }
        int copies = Math.min(wanted, active.size());
        boolean zoned = active.stream().anyMatch(member -> !member.zone().isEmpty());
        int zones = (int) active.stream()
                        .map(Member::zone)
                        .filter(zone -> !zone.isEmpty())
                        .distinct()
                        .count()
                + (int) active.stream()
                        .filter(member -> member.zone().isEmpty())
                        .count();
        if (zoned && zones < copies) {
            found.add(new ZonesNotDistinct(zones, copies));
        }
        boolean hadMore = base.assignments().stream().anyMatch(a -> a.replicas().size() > 1);
        if (copies == 1 && hadMore) {
            found.add(new SingleCopy());
        }
    }

    private void lookAtShares() {
        Int2IntCounterMap load = load(target);
        List<Member> active = target.members().stream().filter(Member::isActive).toList();
        double weights = active.stream().mapToDouble(Member::weight).sum();
        double replicas =
                active.stream().mapToDouble(member -> load.get(member.id())).sum();
        for (Member member : active) {
            double byWeight = replicas * member.weight() / weights;
            int held = load.get(member.id());
            if (held > byWeight * OVER_SHARE && held > Math.ceil(byWeight)) {
                found.add(new OverShare(member.id(), member.name(), held, (int) Math.round(byWeight)));
            }
        }
    }

    private static Int2IntCounterMap load(PartitionMap map) {
        Int2IntCounterMap load = new Int2IntCounterMap(0);
        map.assignments().forEach(assignment -> assignment.replicas().forEach(load::incrementAndGet));
        return load;
    }

    /** At worst a node has got everything before it lets go of anything. */
    private void lookAtDisks() {
        Int2ObjectHashMap<long[]> needed = new Int2ObjectHashMap<>();
        for (int p = 0; p < start.assignments().size(); p++) {
            for (int node : start.assignment(p).replicas()) {
                needed.computeIfAbsent(node, n -> new long[1])[0] +=
                        facts.partitionBytes().applyAsLong(p);
            }
        }
        for (Move move : moves) {
            for (int node : move.newcomers()) {
                needed.computeIfAbsent(node, n -> new long[1])[0] +=
                        facts.partitionBytes().applyAsLong(move.partition());
            }
        }
        for (Member member : start.members()) {
            long[] bytes = needed.get(member.id());
            long capacity = facts.diskBytes().applyAsLong(member.id());
            if (bytes != null && member.state() != MemberState.EVICTED && bytes[0] > capacity) {
                found.add(new DiskTooSmall(member.id(), member.name(), bytes[0], capacity));
            }
        }
    }

    private void lookAtReceivers() {
        List<Integer> silent = new ArrayList<>();
        for (Move move : moves) {
            if (move.after().healthy(facts.healthy()) < move.after().majority()) {
                silent.add(move.partition());
            }
        }
        addUnlessEmpty(silent, new NewQuorumSilent(silent));
        Int2IntCounterMap copies = new Int2IntCounterMap(0);
        moves.forEach(move -> move.newcomers().forEach(copies::incrementAndGet));
        for (Member member : start.members()) {
            int count = copies.get(member.id());
            if (count > 0 && !facts.healthy().test(member.id())) {
                found.add(new TargetSilent(member.id(), member.name(), count));
            }
        }
    }
}
