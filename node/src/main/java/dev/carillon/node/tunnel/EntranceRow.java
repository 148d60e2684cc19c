package dev.carillon.node.tunnel;

import dev.carillon.node.cluster.Owners;
import java.util.ArrayList;
import java.util.List;

/** The tunnels to one partition's owner, and who that was when they were opened. Runs on the loop. */
final class EntranceRow {
    private final int partition;
    private final int node;
    private final List<TunnelEntrance> row = new ArrayList<>();
    private long generation;
    private int term;

    EntranceRow(int partition, int node, Owners owners) {
        this.partition = partition;
        this.node = node;
        isLedAnew(owners);
    }

    int node() {
        return node;
    }

    void add(TunnelEntrance entrance) {
        entrance.row = this;
        entrance.place = row.size();
        row.add(entrance);
    }

    void remove(TunnelEntrance entrance) {
        entrance.row = null;
        TunnelEntrance last = row.remove(row.size() - 1);
        if (last != entrance) {
            row.set(entrance.place, last);
            last.place = entrance.place;
        }
    }

    boolean isEmpty() {
        return row.isEmpty();
    }

    /** A copy, because a visitor may end tunnels. */
    List<TunnelEntrance> all() {
        return List.copyOf(row);
    }

    /** Whether somebody else owns the partition now. While nobody is known to, the last owner may go on. */
    boolean isMoved(Owners owners) {
        int now = owners.node(partition);
        return now != 0 && now != node;
    }

    /** Whether the same owner leads in another generation or term than at the last call: it may be another process. */
    boolean isLedAnew(Owners owners) {
        boolean anew = owners.generation(partition) != generation || owners.term(partition) != term;
        generation = owners.generation(partition);
        term = owners.term(partition);
        return anew;
    }
}
