package dev.carillon.ring.placement;

import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How few replicas must be new if nodes are to hold these loads: a min-cost flow by successive shortest paths over the
 * whole graph, slow and plain, to hold placements against.
 */
final class FewestMoves {
    /** Makes the flow fill what a zone must have before anything else. */
    private static final int REQUIRED = -10_000;

    private final List<int[]> edges = new ArrayList<>();
    private final List<List<Integer>> from = new ArrayList<>();

    private FewestMoves() {}

    static int of(PartitionMap before, Map<Integer, Integer> loads) {
        return new FewestMoves().solve(before, loads);
    }

    private int solve(PartitionMap map, Map<Integer, Integer> loads) {
        List<Member> active = map.members().stream().filter(Member::isActive).toList();
        int copies = Math.min(map.replicationFactor(), active.size());
        boolean zoned = active.stream().anyMatch(member -> !member.zone().isEmpty());
        Map<String, List<Member>> zones = new TreeMap<>();
        for (Member member : active) {
            String zone = zoned && member.zone().isEmpty() ? "alone " + member.id() : member.zone();
            zones.computeIfAbsent(zone, z -> new ArrayList<>()).add(member);
        }
        int level = 1;
        while (room(zones, level) < copies) {
            level++;
        }
        int source = vertex();
        int sink = vertex();
        Map<Integer, Integer> nodes = new TreeMap<>();
        for (Member member : active) {
            nodes.put(member.id(), vertex());
            edge(nodes.getOrDefault(member.id(), 0), sink, loads.getOrDefault(member.id(), 0), 0);
        }
        for (int p = 0; p < map.assignments().size(); p++) {
            int partition = vertex();
            edge(source, partition, copies, 0);
            for (List<Member> members : zones.values()) {
                int inZone = vertex();
                int least = Math.min(members.size(), level - 1);
                edge(partition, inZone, least, REQUIRED);
                edge(partition, inZone, Math.min(members.size(), level) - least, 0);
                for (Member member : members) {
                    boolean has = map.assignment(p).replicas().contains(member.id());
                    edge(inZone, nodes.getOrDefault(member.id(), 0), 1, has ? 0 : 1);
                }
            }
        }
        int flow = 0;
        int cost = 0;
        for (int path = augment(source, sink); path != Integer.MAX_VALUE; path = augment(source, sink)) {
            flow++;
            cost += path;
        }
        if (flow != copies * map.assignments().size()) {
            throw new AssertionError("these loads cannot be placed: " + loads);
        }
        return Math.floorMod(cost, -REQUIRED);
    }

    private static int room(Map<String, List<Member>> zones, int level) {
        return zones.values().stream().mapToInt(m -> Math.min(m.size(), level)).sum();
    }

    private int vertex() {
        from.add(new ArrayList<>());
        return from.size() - 1;
    }

    /** Edge and its reverse; each is {to, capacity, cost}. */
    private void edge(int a, int b, int capacity, int cost) {
        from.get(a).add(edges.size());
        edges.add(new int[] {b, capacity, cost});
        from.get(b).add(edges.size());
        edges.add(new int[] {a, 0, -cost});
    }

    private int augment(int source, int sink) {
        int[] distance = new int[from.size()];
        int[] via = new int[from.size()];
        boolean[] queued = new boolean[from.size()];
        Arrays.fill(distance, Integer.MAX_VALUE);
        distance[source] = 0;
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(source));
        while (!open.isEmpty()) {
            int vertex = open.poll();
            queued[vertex] = false;
            for (int id : from.get(vertex)) {
                int[] edge = edges.get(id);
                if (edge[1] > 0 && distance[vertex] + edge[2] < distance[edge[0]]) {
                    distance[edge[0]] = distance[vertex] + edge[2];
                    via[edge[0]] = id;
                    if (!queued[edge[0]]) {
                        queued[edge[0]] = true;
                        open.add(edge[0]);
                    }
                }
            }
        }
        if (distance[sink] == Integer.MAX_VALUE) {
            return Integer.MAX_VALUE;
        }
        for (int vertex = sink; vertex != source; vertex = edges.get(via[vertex] ^ 1)[0]) {
            edges.get(via[vertex])[1]--;
            edges.get(via[vertex] ^ 1)[1]++;
        }
        return distance[sink];
    }
}
