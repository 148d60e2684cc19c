package dev.carillon.ring.placement;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.NodeIndex;
import dev.carillon.ring.PartitionMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Places partitions on the active members. A node never holds more than its ideal share rounded up nor less than rounded
 * down, and leads its part of what it holds, rounded the same way; replicas are on distinct nodes and spread over
 * zones as evenly as there are nodes for; as few replicas as possible are new.
 *
 * <p>Pure: the same arguments give the same answer, on every machine; any thread.
 */
public final class Placement {
    private Placement() {}

    /**
     * The first map of a cluster: epoch 1, every partition in generation 1.
     *
     * @throws IllegalArgumentException if no member is active or the arguments make no valid map
     */
    public static PartitionMap initial(int partitions, int replicationFactor, List<Member> members) {
        List<List<Integer>> placed =
                place(replicationFactor, members, Collections.nCopies(partitions, List.<Integer>of()));
        return new PartitionMap(
                1,
                replicationFactor,
                members,
                placed.stream().map(replicas -> new Assignment(1, replicas)).toList());
    }

    /**
     * The replicas that every partition of {@code map} should have, in order of preference. There are fewer than the map
     * asks for if there are too few active members.
     *
     * @throws IllegalArgumentException if no member is active
     */
    public static List<List<Integer>> of(PartitionMap map) {
        return place(
                map.replicationFactor(),
                map.members(),
                map.assignments().stream().map(Assignment::replicas).toList());
    }

    /** The ideal share of each active member, in replicas, in the order of the map's members: weights within what zones allow. */
    public static double[] idealShares(PartitionMap map) {
        List<Member> active = map.members().stream().filter(Member::isActive).toList();
        int copies = Math.min(map.replicationFactor(), active.size());
        return shares(map.assignments().size(), active, new Zones(active, copies))
                .ideal(copies);
    }

    private static FairShares shares(int partitions, List<Member> active, Zones zones) {
        return new FairShares(
                partitions, active.stream().mapToInt(Member::weight).toArray(), zones);
    }

    private static List<List<Integer>> place(int rf, List<Member> members, List<List<Integer>> present) {
        List<Member> active = members.stream().filter(Member::isActive).toList();
        if (active.isEmpty()) {
            throw new IllegalArgumentException("no member is active, so nothing can be placed");
        }
        NodeIndex index = new NodeIndex(active);
        int copies = Math.min(rf, active.size());
        List<int[]> kept = present.stream()
                .map(replicas -> replicas.stream()
                        .mapToInt(index::of)
                        .filter(i -> i >= 0)
                        .toArray())
                .toList();
        int[] held = new int[active.size()];
        kept.forEach(nodes -> Arrays.stream(nodes).forEach(i -> held[i]++));

        Zones zones = new Zones(active, copies);
        FairShares shares = shares(present.size(), active, zones);
        ReplicaSets sets = new ReplicaSets(copies, zones, shares.rounded(shares.ideal(copies), held), kept);
        Rerouting rerouting = new Rerouting(sets);
        rerouting.runForFree();
        Greedy greedy = new Greedy(sets);
        greedy.fillHoles();
        greedy.moveExcess();
        rerouting.run();
        new Savings(sets).run();

        int[][] order = new int[present.size()][];
        for (int p = 0; p < order.length; p++) {
            order[p] = inOrderOf(kept.get(p), sets.holders(p));
        }
        new Leaders(sets, order, leadsStill(present, order, index)).balance();
        new Successors(order, active.size()).spread();
        return numbers(order, index);
    }

    /** Whether the leader of each partition is who it was. */
    private static boolean[] leadsStill(List<List<Integer>> present, int[][] order, NodeIndex index) {
        boolean[] still = new boolean[order.length];
        for (int p = 0; p < order.length; p++) {
            List<Integer> before = present.get(p);
            still[p] = !before.isEmpty() && before.get(0) == index.nodeAt(order[p][0]);
        }
        return still;
    }

    /** Holders in the order they had before, then new ones. */
    private static int[] inOrderOf(int[] before, int[] holders) {
        return Arrays.stream(holders)
                .boxed()
                .sorted((a, b) -> {
                    int placeA = placeIn(before, a);
                    int placeB = placeIn(before, b);
                    return placeA != placeB ? Integer.compare(placeA, placeB) : Integer.compare(a, b);
                })
                .mapToInt(i -> i)
                .toArray();
    }

    private static int placeIn(int[] before, int node) {
        for (int k = 0; k < before.length; k++) {
            if (before[k] == node) {
                return k;
            }
        }
        return before.length;
    }

    private static List<List<Integer>> numbers(int[][] order, NodeIndex index) {
        List<List<Integer>> all = new ArrayList<>(order.length);
        for (int[] nodes : order) {
            all.add(Arrays.stream(nodes).mapToObj(index::nodeAt).toList());
        }
        return all;
    }
}
