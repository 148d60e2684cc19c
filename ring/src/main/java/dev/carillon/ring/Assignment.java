package dev.carillon.ring;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * Who holds one partition: the members of its current generation, in order of preference. The members of a generation
 * never change; other members mean another generation. Another order of the same members does not.
 *
 * @param generation from 1 upward
 * @param replicas numbers of the nodes, distinct, 1 to {@link PartitionMap#REPLICAS_MAX}; the first is the preferred leader
 */
public record Assignment(int generation, List<Integer> replicas) {
    public Assignment {
        replicas = List.copyOf(replicas);
    }

    /** The node that should lead while all are well. */
    public int preferredLeader() {
        return replicas.get(0);
    }

    /** The node that should lead now: the first that is healthy; none if none is. */
    public OptionalInt leader(IntPredicate healthy) {
        for (int node : replicas) {
            if (healthy.test(node)) {
                return OptionalInt.of(node);
            }
        }
        return OptionalInt.empty();
    }

    /** How many of the replicas are healthy. */
    public int healthy(IntPredicate healthy) {
        int count = 0;
        for (int node : replicas) {
            count += healthy.test(node) ? 1 : 0;
        }
        return count;
    }

    /** How many replicas must answer before anything is committed. */
    public int majority() {
        return replicas.size() / 2 + 1;
    }

    public boolean hasSameMembers(List<Integer> others) {
        return replicas.size() == others.size() && replicas.containsAll(others);
    }

    /** What follows this one: the next generation if members differ, else the same one in another order. */
    public Assignment followedBy(List<Integer> next) {
        return new Assignment(hasSameMembers(next) ? generation : generation + 1, next);
    }
}
