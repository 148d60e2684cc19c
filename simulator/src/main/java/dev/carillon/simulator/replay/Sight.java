package dev.carillon.simulator.replay;

import java.util.BitSet;
import java.util.List;

/**
 * How much each user has seen of what reached them in the recording: the longest beginning of that list that has arrived.
 * Confined to the player's thread.
 */
final class Sight {
    private final List<int[]> lists;
    private final BitSet arrived = new BitSet();
    private final int[] seen;

    /** @param lists for each user the rows, in their order */
    Sight(List<int[]> lists) {
        this.lists = lists;
        this.seen = new int[lists.size()];
    }

    /** @return whether the user has now seen more */
    boolean arrived(int row, int user) {
        arrived.set(row);
        int before = seen[user];
        int[] list = lists.get(user);
        while (seen[user] < list.length && arrived.get(list[seen[user]])) {
            seen[user]++;
        }
        return seen[user] > before;
    }

    int of(int user) {
        return seen[user];
    }
}
