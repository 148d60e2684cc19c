package dev.carillon.simulator.replay;

import dev.carillon.simulator.traffic.Traffic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who has which devices in a replay. A user's first device has the user's number; those beyond one for each user follow. The
 * ledger goes by what first devices are told. Immutable; any thread.
 */
public final class Devices {
    private final Traffic traffic;
    private final List<Integer> ownersOfMore;
    private final Map<Integer, Integer> sendersOfRows;
    private final Map<Integer, List<Integer>> more = new HashMap<>();

    /**
     * @param ownersOfMore the user of each device beyond the first ones
     * @param sendersOfRows by which device a message is sent, where it is not its sender's first one
     */
    public Devices(Traffic traffic, List<Integer> ownersOfMore, Map<Integer, Integer> sendersOfRows) {
        this.traffic = traffic;
        this.ownersOfMore = List.copyOf(ownersOfMore);
        this.sendersOfRows = Map.copyOf(sendersOfRows);
        for (int i = 0; i < ownersOfMore.size(); i++) {
            more.computeIfAbsent(ownersOfMore.get(i), user -> new ArrayList<>()).add(traffic.users() + i);
        }
    }

    static Devices oneEach(Traffic traffic) {
        return new Devices(traffic, List.of(), Map.of());
    }

    public int count() {
        return traffic.users() + ownersOfMore.size();
    }

    public int user(int device) {
        return device < traffic.users() ? device : ownersOfMore.get(device - traffic.users());
    }

    public boolean isFirst(int device) {
        return device < traffic.users();
    }

    /** Devices of a user beside the first one. */
    public List<Integer> more(int user) {
        return more.getOrDefault(user, List.of());
    }

    /** The one that sends a message. */
    public int sender(int row) {
        return sendersOfRows.getOrDefault(row, traffic.from(row));
    }

    /** Users that have more than one. */
    public List<Integer> usersWithMore() {
        return more.keySet().stream().sorted().toList();
    }
}
