package dev.carillon.ring.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who holds which part of the ring: arcs from 0 to 1, each with its holders, the leader first.
 *
 * @param ends where each arc ends, ascending, the last at 1
 * @param holders numbers of the nodes per arc
 */
record Ownership(double[] ends, int[][] holders) {
    /** Equal arcs. */
    static Ownership ofEqual(int[][] holders) {
        double[] ends = new double[holders.length];
        Arrays.setAll(ends, i -> (i + 1.0) / holders.length);
        return new Ownership(ends, holders);
    }

    /** Replicas per node, one being the whole ring; {@code leads} counts only where it leads. */
    Map<Integer, Double> load(boolean leads) {
        Map<Integer, Double> load = new TreeMap<>();
        double begin = 0;
        for (int i = 0; i < ends.length; i++) {
            double width = ends[i] - begin;
            int count = leads ? 1 : holders[i].length;
            for (int k = 0; k < count; k++) {
                load.merge(holders[i][k], width, Double::sum);
            }
            begin = ends[i];
        }
        return load;
    }

    /** Replicas that are new where they are, one being the whole ring. */
    double movedSince(Ownership before) {
        double moved = 0;
        double begin = 0;
        int i = 0;
        int k = 0;
        while (i < ends.length && k < before.ends.length) {
            double end = Math.min(ends[i], before.ends[k]);
            for (int node : holders[i]) {
                moved += contains(before.holders[k], node) ? 0 : end - begin;
            }
            begin = end;
            i += ends[i] == end ? 1 : 0;
            k += before.ends[k] == end ? 1 : 0;
        }
        return moved;
    }

    private static boolean contains(int[] nodes, int wanted) {
        for (int node : nodes) {
            if (node == wanted) {
                return true;
            }
        }
        return false;
    }
}
