package dev.carillon.ring.plan;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.PartitionMap;
import java.util.List;
import java.util.OptionalInt;

/**
 * One partition changes hands: the handover to its next generation, or, with the same members, another order of them.
 *
 * @param partition which
 * @param from what it is before
 * @param to who holds it afterwards, in order of preference; the first is named first leader
 * @param source whom new members copy from; none if nothing is copied, or if no copy is left
 * @param bytes copied in all, as far as sizes are known
 */
public record Move(int partition, Assignment from, List<Integer> to, OptionalInt source, long bytes) implements Step {
    /** What a move costs. */
    public enum Kind {
        /** A new generation with members who must copy the partition first. */
        COPY,
        /** A new generation without new members. */
        SHRINK,
        /** The same members; another one leads. */
        TRANSFER,
        /** The same members and leader; another one would follow. */
        REORDER
    }

    public Move {
        to = List.copyOf(to);
    }

    public int firstLeader() {
        return to.get(0);
    }

    /** Members of the next generation that are not in this one. */
    public List<Integer> newcomers() {
        return to.stream().filter(node -> !from.replicas().contains(node)).toList();
    }

    public Kind kind() {
        if (!newcomers().isEmpty()) {
            return Kind.COPY;
        }
        if (!from.hasSameMembers(to)) {
            return Kind.SHRINK;
        }
        return firstLeader() == from.preferredLeader() ? Kind.REORDER : Kind.TRANSFER;
    }

    /** What the partition is afterwards. */
    public Assignment after() {
        return from.followedBy(to);
    }

    @Override
    public boolean fits(PartitionMap map) {
        return partition < map.assignments().size()
                && map.assignment(partition).equals(from)
                && to.stream().allMatch(node -> map.member(node) != null);
    }

    @Override
    public PartitionMap applyTo(PartitionMap map) {
        Step.requireFit(this, map);
        return map.withAssignment(partition, after());
    }
}
