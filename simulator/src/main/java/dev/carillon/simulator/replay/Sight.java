package dev.carillon.simulator.replay;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each device has seen of what reached it in the recording: the longest beginning of that list that has arrived.
 * Confined to the player's thread.
 */
final class Sight {
    private final List<int[]> lists;
    private final int firstDevices;

    /** A row has one recipient, so one set does for all first devices. */
    private final BitSet atFirst = new BitSet();

    private final Map<Integer, BitSet> atMore = new HashMap<>();
    private final int[] seen;

    /**
     * @param lists for each device the rows, in their order
     * @param firstDevices how many of them, from 0, are their users' first ones
     */
    Sight(List<int[]> lists, int firstDevices) {
        this.lists = lists;
        this.firstDevices = firstDevices;
        this.seen = new int[lists.size()];
    }

    /** @return whether the device has now seen more */
    boolean arrived(int row, int device) {
        BitSet arrived = device < firstDevices ? atFirst : atMore.computeIfAbsent(device, d -> new BitSet());
        arrived.set(row);
        int before = seen[device];
        int[] list = lists.get(device);
        while (seen[device] < list.length && arrived.get(list[seen[device]])) {
            seen[device]++;
        }
        return seen[device] > before;
    }

    int of(int device) {
        return seen[device];
    }
}
