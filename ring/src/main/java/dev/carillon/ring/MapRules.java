package dev.carillon.ring;

import dev.carillon.ring.MapFlaw.Kind;
import java.util.List;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;

/** What makes a partition map valid, in one place for those who build one and those who decode one. */
final class MapRules {
    private MapRules() {}

    static @Nullable MapFlaw flawIn(long epoch, int rf, List<Member> members, List<Assignment> assignments) {
        if (epoch < 1) {
            return new MapFlaw(Kind.BAD_EPOCH, "the epoch must be at least 1, not " + epoch);
        }
        int count = assignments.size();
        if (count > Partitions.MAX || Integer.bitCount(count) != 1) {
            return new MapFlaw(
                    Kind.BAD_PARTITION_COUNT,
                    "the number of partitions must be a power of two from 1 to " + Partitions.MAX + ", not " + count);
        }
        if (rf < 1 || rf > PartitionMap.REPLICAS_MAX) {
            return new MapFlaw(
                    Kind.BAD_REPLICATION_FACTOR,
                    "the number of replicas must be from 1 to " + PartitionMap.REPLICAS_MAX + ", not " + rf);
        }
        MapFlaw flaw = flawIn(members);
        return flaw != null ? flaw : flawIn(members, assignments);
    }

    private static @Nullable MapFlaw flawIn(List<Member> members) {
        if (members.isEmpty() || members.size() > PartitionMap.MEMBERS_MAX) {
            return new MapFlaw(
                    Kind.BAD_MEMBER_COUNT,
                    "a map has from 1 to " + PartitionMap.MEMBERS_MAX + " members, not " + members.size());
        }
        int before = 0;
        for (Member member : members) {
            MapFlaw flaw = flawIn(member);
            if (flaw != null) {
                return flaw;
            }
            if (member.id() <= before) {
                return new MapFlaw(
                        Kind.MEMBERS_OUT_OF_ORDER,
                        "node " + member.id() + " comes after node " + before + " in the map");
            }
            before = member.id();
        }
        return null;
    }

    private static @Nullable MapFlaw flawIn(Member member) {
        if (member.id() < 1) {
            return new MapFlaw(Kind.BAD_MEMBER, "a node's number must be at least 1, not " + member.id());
        }
        if (member.weight() < 1 || member.weight() > Member.WEIGHT_MAX) {
            return new MapFlaw(
                    Kind.BAD_MEMBER,
                    "the weight of node " + member.id() + " must be from 1 to " + Member.WEIGHT_MAX + ", not "
                            + member.weight());
        }
        if (member.name().isEmpty() || !Member.isShowable(member.name()) || !Member.isShowable(member.zone())) {
            return new MapFlaw(
                    Kind.BAD_MEMBER,
                    "the name of node " + member.id() + " must have 1 and its zone at most " + Member.TEXT_MAX
                            + " bytes, without control characters");
        }
        return null;
    }

    private static @Nullable MapFlaw flawIn(List<Member> members, List<Assignment> assignments) {
        IntHashSet known = new IntHashSet(members.size() * 2);
        members.forEach(member -> known.add(member.id()));
        for (int p = 0; p < assignments.size(); p++) {
            Assignment assignment = assignments.get(p);
            List<Integer> replicas = assignment.replicas();
            if (assignment.generation() < 1) {
                return new MapFlaw(
                        Kind.BAD_GENERATION, "partition " + p + " has generation " + assignment.generation());
            }
            if (replicas.isEmpty() || replicas.size() > PartitionMap.REPLICAS_MAX) {
                return new MapFlaw(Kind.BAD_REPLICA_COUNT, "partition " + p + " has " + replicas.size() + " replicas");
            }
            for (int i = 0; i < replicas.size(); i++) {
                int node = replicas.get(i);
                if (!known.contains(node)) {
                    return new MapFlaw(
                            Kind.UNKNOWN_NODE, "partition " + p + " is on node " + node + ", which is no member");
                }
                if (replicas.indexOf(node) != i) {
                    return new MapFlaw(Kind.NODE_TWICE, "partition " + p + " is on node " + node + " twice");
                }
            }
        }
        return null;
    }
}
