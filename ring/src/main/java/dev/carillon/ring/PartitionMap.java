package dev.carillon.ring;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what: the members of a cluster and, per partition, the replicas of its current generation. Every change
 * makes another map with a higher epoch; a partition may have fewer replicas than {@code replicationFactor} while there
 * are too few nodes or a plan is under way.
 *
 * <p>Immutable, compared by content; any thread.
 *
 * @param epoch from 1 upward; of two maps of a cluster the higher one is the newer
 * @param replicationFactor wanted replicas per partition, 1 to {@link #REPLICAS_MAX}
 * @param members in ascending order of their numbers, 1 to {@link #MEMBERS_MAX}
 * @param assignments one per partition, in order; their number is a power of two
 */
public record PartitionMap(long epoch, int replicationFactor, List<Member> members, List<Assignment> assignments) {
    /** Most replicas of a partition. */
    public static final int REPLICAS_MAX = 7;
    /** Most members of a cluster. */
    public static final int MEMBERS_MAX = 4096;

    /**
     * A map of what is given.
     *
     * @throws IllegalArgumentException with the sentence of a {@link MapFlaw} if that is no valid map
     */
    public PartitionMap {
        members = List.copyOf(members);
        assignments = List.copyOf(assignments);
        MapFlaw flaw = MapRules.flawIn(epoch, replicationFactor, members, assignments);
        if (flaw != null) {
            throw new IllegalArgumentException(flaw.sentence());
        }
    }

    /** The division of the ring that the assignments are about. */
    public Partitions partitions() {
        return Partitions.of(assignments.size());
    }

    public Assignment assignment(int partition) {
        return assignments.get(partition);
    }

    /** The member of that number; null if there is none. */
    public @Nullable Member member(int id) {
        int low = 0;
        int high = members.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = members.get(middle).id();
            if (found == id) {
                return members.get(middle);
            }
            if (found < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }

    /** What to call a node in front of people: its name, or its number if it is no member. */
    public String nameOf(int id) {
        Member member = member(id);
        return member == null ? "node " + id : member.name();
    }

    /** The next map, with other members or another number of replicas. */
    public PartitionMap withMembers(int newFactor, List<Member> newMembers) {
        return new PartitionMap(epoch + 1, newFactor, newMembers, assignments);
    }

    /** The next map, in which one partition has changed hands. */
    public PartitionMap withAssignment(int partition, Assignment assignment) {
        List<Assignment> changed = new ArrayList<>(assignments);
        changed.set(partition, assignment);
        return new PartitionMap(epoch + 1, replicationFactor, members, changed);
    }
}
