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
    /** Numbers of groups are below this. */
    public static final int NUMBERS = 1 << 16;

    private static final int EVEN_GENERATION = NUMBERS;

    public RaftGroup {
        members = List.copyOf(members);
        if (number < 0 || number >= NUMBERS) {
            throw new IllegalArgumentException("A group's number is from 0 to " + (NUMBERS - 1) + ", not " + number);
        }
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

    /**
     * What its records are under in the loop's log: two generations that follow each other are there at the same time. In
     * a log of one generation it is the group's number.
     */
    int logNumber() {
        return logNumber(number, generation());
    }

    static int logNumber(int number, long generation) {
        return number | (generation % 2 == 0 ? EVEN_GENERATION : 0);
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

    /** How many members come before one of them if a node is left out. */
    int placeWithout(int node, RaftMember member) {
        int place = 0;
        for (int i = 0; i < members.size() && !members.get(i).equals(member); i++) {
            place += members.get(i).node() == node ? 0 : 1;
        }
        return place;
    }
}
