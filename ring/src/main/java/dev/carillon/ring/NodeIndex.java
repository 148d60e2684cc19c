package dev.carillon.ring;

import java.util.Arrays;
import java.util.List;

/** The place of each node in a list of members that is in ascending order of their numbers. Immutable; any thread. */
public final class NodeIndex {
    private final int[] ids;

    public NodeIndex(List<Member> members) {
        ids = members.stream().mapToInt(Member::id).toArray();
    }

    /** From 0, or negative if the node is not in the list. */
    public int of(int node) {
        return Arrays.binarySearch(ids, node);
    }

    public int nodeAt(int place) {
        return ids[place];
    }

    public int size() {
        return ids.length;
    }
}
