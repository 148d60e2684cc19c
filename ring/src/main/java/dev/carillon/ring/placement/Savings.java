package dev.carillon.ring.placement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Undoes new replicas that were not needed: steps taken one by one are not always the least in sum, above all in small
 * rings with odd zones and weights. Looks for cycles in the flow along which fewer replicas are new and sends around them
 * until there is none (Klein), which is the minimum. Nothing is looked for where nothing can be saved, or in rings so
 * large that a replica more or less is nothing beside what moves. Confined to one call.
 *
 * <p>Vertices as in {@link Rerouting}.
 */
final class Savings {
    /** Partitions times nodes up to which cycles are looked for. */
    private static final int EDGES_MAX = 1 << 18;
    /** Cycles after which what there is is good enough. */
    private static final int CYCLES_MAX = 1024;

    private final ReplicaSets sets;
    private final int zones;
    private final int firstZoned;
    private final int[] distance;
    private final int[] parent;
    private boolean relaxed;

    Savings(ReplicaSets sets) {
        this.sets = sets;
        zones = sets.zones.count();
        firstZoned = sets.nodes + sets.partitions;
        distance = new int[firstZoned + sets.partitions * zones];
        parent = new int[distance.length];
    }

    void run() {
        if ((long) sets.partitions * sets.nodes > EDGES_MAX) {
            return;
        }
        for (int i = 0; i < CYCLES_MAX && sets.newReplicas() > sets.fewestNewReplicas(); i++) {
            int vertex = onCycle();
            if (vertex < 0) {
                return;
            }
            sendAround(vertex);
        }
    }

    /** A vertex on a cycle of negative cost (Bellman and Ford, from everywhere at once); negative if there is none. */
    private int onCycle() {
        Arrays.fill(distance, 0);
        Arrays.fill(parent, -1);
        for (int round = 0; round <= distance.length; round++) {
            relaxed = false;
            for (int i = 0; i < sets.nodes; i++) {
                fromNode(i);
            }
            for (int p = 0; p < sets.partitions; p++) {
                fromPartition(p);
            }
            if (!relaxed) {
                return -1;
            }
            int found = cycleInParents();
            if (found >= 0) {
                return found;
            }
        }
        return -1;
    }

    private void fromNode(int node) {
        int zone = sets.zones.of(node);
        for (int p = sets.held(node).nextSetBit(0); p >= 0; p = sets.held(node).nextSetBit(p + 1)) {
            relax(node, zoned(p, zone), sets.heldBefore(node, p) ? 0 : -1);
        }
    }

    private void fromPartition(int p) {
        int vertex = sets.nodes + p;
        for (int z = 0; z < zones; z++) {
            if (sets.zoneCount(p, z) > sets.zones.least(z)) {
                relax(zoned(p, z), vertex, 0);
            }
        }
        for (int z = 0; z < zones; z++) {
            if (sets.zoneCount(p, z) < sets.zones.most(z)) {
                relax(vertex, zoned(p, z), 0);
            }
        }
        for (int i = 0; i < sets.nodes; i++) {
            if (!sets.held(i).get(p)) {
                relax(zoned(p, sets.zones.of(i)), i, sets.heldBefore(i, p) ? 0 : 1);
            }
        }
    }

    private int zoned(int p, int zone) {
        return firstZoned + p * zones + zone;
    }

    private void relax(int from, int to, int cost) {
        if (distance[from] + cost < distance[to]) {
            distance[to] = distance[from] + cost;
            parent[to] = from;
            relaxed = true;
        }
    }

    /** Parents form trees as long as there is no cycle of negative cost. */
    private int cycleInParents() {
        int[] walk = new int[parent.length];
        for (int start = 0; start < parent.length; start++) {
            int vertex = start;
            while (vertex >= 0 && walk[vertex] == 0) {
                walk[vertex] = start + 1;
                vertex = parent[vertex];
            }
            if (vertex >= 0 && walk[vertex] == start + 1) {
                return vertex;
            }
        }
        return -1;
    }

    private void sendAround(int start) {
        List<int[]> given = new ArrayList<>();
        List<int[]> taken = new ArrayList<>();
        int vertex = start;
        do {
            int before = parent[vertex];
            if (vertex < sets.nodes) {
                taken.add(new int[] {(before - firstZoned) / zones, vertex});
            } else if (before < sets.nodes) {
                given.add(new int[] {(vertex - firstZoned) / zones, before});
            }
            vertex = before;
        } while (vertex != start);
        given.forEach(pair -> sets.remove(pair[0], pair[1]));
        taken.forEach(pair -> sets.add(pair[0], pair[1]));
    }
}
