package dev.carillon.ring.placement;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Finds detours where no direct step is left: a partition takes a node's place, which takes another's elsewhere, until a
 * node below its share is reached. An augmenting path in the flow partition - zone - node, found by a search that
 * takes the fewest new replicas first. Because the ideal shares are themselves a flow, a path exists as long as anything
 * is missing (Ford and Fulkerson). Confined to one call.
 *
 * <p>Vertices: nodes ("holds one too many"), then partitions ("lacks one"), then partition and zone ("lacks one here").
 */
final class Rerouting {
    private static final int FAR = Integer.MAX_VALUE;

    private final ReplicaSets sets;
    private final int zones;
    private final int firstZoned;
    private final int[] distance;
    private final int[] parent;
    private final ArrayDeque<Integer> open = new ArrayDeque<>();

    Rerouting(ReplicaSets sets) {
        this.sets = sets;
        zones = sets.zones.count();
        firstZoned = sets.nodes + sets.partitions;
        distance = new int[firstZoned + sets.partitions * zones];
        parent = new int[distance.length];
    }

    /** Takes what ways there are on which nobody gets what he did not have before. */
    void runForFree() {
        if (sets.hasDropped()) {
            run(0);
        }
    }

    /** Completes every partition, then brings every node to its share. */
    void run() {
        if (!run(FAR - 1)) {
            throw new IllegalStateException("no way to the fair shares, which exists by construction");
        }
    }

    private boolean run(int dearest) {
        boolean complete = true;
        for (int p = 0; p < sets.partitions; p++) {
            boolean found = true;
            while (found && sets.size(p) < sets.copies) {
                found = follow(search(lackOf(p), dearest));
            }
            complete &= found;
        }
        for (int i = 0; i < sets.nodes; i++) {
            boolean found = true;
            while (found && sets.excess(i) > 0) {
                found = follow(search(i, dearest));
            }
            complete &= found;
        }
        return complete;
    }

    private int lackOf(int p) {
        for (int z = 0; z < zones; z++) {
            if (sets.zoneCount(p, z) < sets.zones.least(z)) {
                return zoned(p, z);
            }
        }
        return sets.nodes + p;
    }

    private int zoned(int p, int zone) {
        return firstZoned + p * zones + zone;
    }

    /** The nearest node below its share; negative if none is as near as that. */
    private int search(int start, int dearest) {
        Arrays.fill(distance, FAR);
        open.clear();
        distance[start] = 0;
        parent[start] = -1;
        open.add(start);
        while (!open.isEmpty()) {
            int vertex = open.poll();
            if (distance[vertex] > dearest) {
                return -1;
            }
            if (vertex < sets.nodes) {
                if (sets.excess(vertex) < 0) {
                    return vertex;
                }
                fromNode(vertex);
            } else if (vertex < firstZoned) {
                fromPartition(vertex);
            } else {
                fromZone(vertex);
            }
        }
        return -1;
    }

    private void fromNode(int node) {
        int zone = sets.zones.of(node);
        for (int p = sets.held(node).nextSetBit(0); p >= 0; p = sets.held(node).nextSetBit(p + 1)) {
            reach(zoned(p, zone), node, 0);
        }
    }

    private void fromPartition(int vertex) {
        int p = vertex - sets.nodes;
        for (int z = 0; z < zones; z++) {
            if (sets.zoneCount(p, z) < sets.zones.most(z)) {
                reach(zoned(p, z), vertex, 0);
            }
        }
    }

    private void fromZone(int vertex) {
        int p = (vertex - firstZoned) / zones;
        int zone = (vertex - firstZoned) % zones;
        for (int i = 0; i < sets.nodes; i++) {
            if (sets.zones.of(i) == zone && !sets.held(i).get(p)) {
                reach(i, vertex, sets.heldBefore(i, p) ? 0 : 1);
            }
        }
        if (sets.zoneCount(p, zone) > sets.zones.least(zone)) {
            reach(sets.nodes + p, vertex, 0);
        }
    }

    private void reach(int vertex, int from, int cost) {
        int far = distance[from] + cost;
        if (far < distance[vertex]) {
            distance[vertex] = far;
            parent[vertex] = from;
            if (cost == 0) {
                open.addFirst(vertex);
            } else {
                open.addLast(vertex);
            }
        }
    }

    /** Applies the path that ends here: every node on it is given the partition that led to it, and gives up the one after. */
    private boolean follow(int end) {
        int node = end;
        while (node >= 0) {
            int p = (parent[node] - firstZoned) / zones;
            int vertex = parent[node];
            while (vertex >= sets.nodes) {
                vertex = parent[vertex];
            }
            if (vertex >= 0) {
                sets.remove(p, vertex);
            }
            sets.add(p, node);
            node = vertex >= 0 && parent[vertex] >= 0 ? vertex : -1;
        }
        return end >= 0;
    }
}
