package dev.carillon.ring.plan;

import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.plan.Planned.Reason;
import dev.carillon.ring.plan.Planned.Refused;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an operator wants of the ring. Immutable. */
public sealed interface Change {
    /** Why this cannot be done to these members; null if it can. */
    @Nullable
    Refused obstacle(Membership before);

    /** The members afterwards; only where there is no {@link #obstacle}. */
    Membership applyTo(Membership before);

    /** What it is, in a few words. */
    String words();

    /** A node comes and takes its share. */
    record Join(Member member) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return before.member(member.id()) != null || before.hasName(member.name())
                    ? new Refused(
                            Reason.ALREADY_A_MEMBER,
                            "Node " + member.id() + " (" + member.name()
                                    + ") cannot join: a member has that number or name.")
                    : null;
        }

        @Override
        public Membership applyTo(Membership before) {
            return before.with(member.withState(MemberState.ACTIVE));
        }

        @Override
        public String words() {
            return "join " + member.name();
        }
    }

    /** A node is emptied and stays a member. */
    record Drain(int node) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return mustServe(before, node);
        }

        @Override
        public Membership applyTo(Membership before) {
            return before.with(find(before, node).withState(MemberState.DRAINING));
        }

        @Override
        public String words() {
            return "drain node " + node;
        }
    }

    /** A node is emptied and is no member afterwards. */
    record Leave(int node) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return mustServe(before, node);
        }

        @Override
        public Membership applyTo(Membership before) {
            return new Drain(node).applyTo(before);
        }

        @Override
        public String words() {
            return "leave node " + node;
        }
    }

    /** A draining node is wanted again. */
    record Activate(int node) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return mustServe(before, node);
        }

        @Override
        public Membership applyTo(Membership before) {
            return before.with(find(before, node).withState(MemberState.ACTIVE));
        }

        @Override
        public String words() {
            return "activate node " + node;
        }
    }

    /** A node is lost with its disk: its copies do not count, and it never comes back under its number. */
    record Evict(int node) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return mustBeMember(before, node);
        }

        @Override
        public Membership applyTo(Membership before) {
            return before.with(find(before, node).withState(MemberState.EVICTED));
        }

        @Override
        public String words() {
            return "evict node " + node;
        }
    }

    /** One node takes the place of another, which is lost or leaves. */
    record Replace(int node, boolean lost, Member successor) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            Refused refused = lost ? mustBeMember(before, node) : mustServe(before, node);
            return refused != null ? refused : new Join(successor).obstacle(before);
        }

        @Override
        public Membership applyTo(Membership before) {
            Membership joined = new Join(successor).applyTo(before);
            return lost ? new Evict(node).applyTo(joined) : new Drain(node).applyTo(joined);
        }

        @Override
        public String words() {
            return "replace node " + node + " by " + successor.name();
        }
    }

    /** A node's weight is another. */
    record Reweigh(int node, int weight) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return mustServe(before, node);
        }

        @Override
        public Membership applyTo(Membership before) {
            return before.with(find(before, node).withWeight(weight));
        }

        @Override
        public String words() {
            return "reweigh node " + node + " to " + weight;
        }
    }

    /** A node is in another zone. */
    record Rezone(int node, String zone) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return mustServe(before, node);
        }

        @Override
        public Membership applyTo(Membership before) {
            return before.with(find(before, node).withZone(zone));
        }

        @Override
        public String words() {
            return "put node " + node + " into zone '" + zone + "'";
        }
    }

    /** Another number of replicas per partition. */
    record Replicas(int replicationFactor) implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return replicationFactor < 1 || replicationFactor > PartitionMap.REPLICAS_MAX
                    ? new Refused(
                            Reason.OUT_OF_RANGE,
                            "A partition has from 1 to " + PartitionMap.REPLICAS_MAX + " replicas, not "
                                    + replicationFactor + ".")
                    : null;
        }

        @Override
        public Membership applyTo(Membership before) {
            return new Membership(replicationFactor, before.members());
        }

        @Override
        public String words() {
            return replicationFactor == 1 ? "keep 1 replica" : "keep " + replicationFactor + " replicas";
        }
    }

    /**
     * One partition is held by these nodes; the others stay where they are.
     *
     * @param nodes as many as a partition has replicas; the first should lead
     */
    record MovePartition(int partition, List<Integer> nodes) implements Change {
        public MovePartition {
            nodes = List.copyOf(nodes);
        }

        @Override
        public @Nullable Refused obstacle(Membership before) {
            for (int node : nodes) {
                Member member = before.member(node);
                if (member == null || !member.isActive()) {
                    return new Refused(
                            Reason.NO_SUCH_MEMBER,
                            "Partition " + partition + " cannot move to node " + node
                                    + ": it is no active member of the ring.");
                }
            }
            boolean fits = nodes.size() == before.replicationFactor()
                    && nodes.stream().distinct().count() == nodes.size();
            return fits
                    ? null
                    : new Refused(
                            Reason.OUT_OF_RANGE,
                            "A partition is held by " + before.replicationFactor() + " different nodes, not by " + nodes
                                    + ".");
        }

        @Override
        public Membership applyTo(Membership before) {
            return before;
        }

        @Override
        public String words() {
            return "move partition " + partition + " to nodes "
                    + nodes.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
    }

    /** Nothing new: finish what a dropped plan left. */
    record Rebalance() implements Change {
        @Override
        public @Nullable Refused obstacle(Membership before) {
            return null;
        }

        @Override
        public Membership applyTo(Membership before) {
            return before;
        }

        @Override
        public String words() {
            return "rebalance";
        }
    }

    private static @Nullable Refused mustBeMember(Membership members, int node) {
        return members.member(node) == null
                ? new Refused(Reason.NO_SUCH_MEMBER, "Node " + node + " is no member of the ring.")
                : null;
    }

    private static @Nullable Refused mustServe(Membership members, int node) {
        Member member = members.member(node);
        if (member != null && member.state() == MemberState.EVICTED) {
            return new Refused(
                    Reason.EVICTED,
                    "Node " + node + " (" + member.name()
                            + ") was evicted and does not come back; join it under a new number.");
        }
        return mustBeMember(members, node);
    }

    private static Member find(Membership members, int node) {
        Member member = members.member(node);
        if (member == null) {
            throw new IllegalStateException("node " + node + " is no member");
        }
        return member;
    }
}
