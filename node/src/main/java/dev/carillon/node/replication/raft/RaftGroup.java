package dev.carillon.node.replication.raft;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a replicated group: its members never change. Immutable.
 *
 * @param number of the group, from 0; its number in the loop's log
 * @param members 1, 3, 5 or 7 of different nodes and the same generation; the same order everywhere
 */
public record RaftGroup(int number, List<RaftMember> members) {
    public RaftGroup {
        members = List.copyOf(members);
        if (members.isEmpty() || members.size() > 7 || members.size() % 2 == 0) {
            throw new IllegalArgumentException("A group has 1, 3, 5 or 7 members, not " + members.size());
        }
        for (RaftMember member : members) {
            if (member.generation() != members.get(0).generation()) {
                throw new IllegalArgumentException("Members of different generations: " + members);
            }
            if (members.stream().filter(other -> other.node() == member.node()).count() != 1) {
                throw new IllegalArgumentException("Two members on node " + member.node());
            }
        }
    }

    public long generation() {
        return members.get(0).generation();
    }

    /** The member that is exactly this, or null. */
    public @Nullable RaftMember find(int node, long incarnation) {
        for (RaftMember member : members) {
            if (member.node() == node && member.incarnation() == incarnation) {
                return member;
            }
        }
        return null;
    }
}
