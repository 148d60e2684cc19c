package dev.carillon.ring.placement;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Fills holes and moves excess where that takes one step: a partition goes straight to a node that is below its share.
 * Among those it may go to, it goes where its other holders are met least, so that every node shares partitions with
 * many others and its loss is borne by many. Confined to one call.
 */
final class Greedy {
    private final ReplicaSets sets;
    private int[] below = {};

    Greedy(ReplicaSets sets) {
        this.sets = sets;
    }

    /** Gives every partition that lacks a replica one, as long as some node below its share may take it. */
    void fillHoles() {
        lookForNodesBelow();
        // Round after round, so that early partitions do not take what later ones have no substitute for.
        for (int round = 1; round <= sets.copies; round++) {
            for (int p = 0; p < sets.partitions; p++) {
                if (sets.size(p) < round) {
                    fill(p, round);
                }
            }
        }
    }

    private void fill(int p, int wanted) {
        while (sets.size(p) < wanted) {
            int best = -1;
            double bestKinship = 0;
            boolean required = lacksRequired(p);
            for (int node : below) {
                int zone = sets.zones.of(node);
                if (!sets.canAdd(p, node) || required && sets.zoneCount(p, zone) >= sets.zones.least(zone)) {
                    continue;
                }
                double kinship = sets.kinship(p, node, -1);
                if (best < 0 || kinship < bestKinship || kinship == bestKinship && isEmptier(node, best)) {
                    best = node;
                    bestKinship = kinship;
                }
            }
            if (best < 0) {
                return;
            }
            sets.add(p, best);
            forgetIfFull(best);
        }
    }

    /** Whether all room that is left must go to zones that have too few. */
    private boolean lacksRequired(int p) {
        int lacking = 0;
        for (int z = 0; z < sets.zones.count(); z++) {
            lacking += Math.max(0, sets.zones.least(z) - sets.zoneCount(p, z));
        }
        return lacking > 0 && lacking >= sets.copies - sets.size(p);
    }

    /** Moves replicas off nodes above their share, each straight to a node below its own. */
    void moveExcess() {
        lookForNodesBelow();
        boolean[] stuck = new boolean[sets.nodes];
        for (int from = fullest(stuck); from >= 0; from = fullest(stuck)) {
            Swap swap = best(from);
            if (swap == null) {
                stuck[from] = true;
                continue;
            }
            sets.remove(swap.partition, from);
            sets.add(swap.partition, swap.to);
            forgetIfFull(swap.to);
        }
    }

    private record Swap(int partition, int to, double cost) {}

    private @Nullable Swap best(int from) {
        Swap best = null;
        for (int p = sets.held(from).nextSetBit(0); p >= 0; p = sets.held(from).nextSetBit(p + 1)) {
            // Two replicas of a partition at once would be one handover less, but one copy less to fall back on.
            double touched = sets.isTouched(p) || sets.size(p) < sets.copies ? 1 : 0;
            double led = sets.ledBefore(p) == from ? 0.5 : 0;
            for (int to : below) {
                if (sets.canSwap(p, from, to)) {
                    double cost = touched + led + sets.kinship(p, to, from);
                    if (best == null || cost < best.cost || cost == best.cost && isEmptier(to, best.to)) {
                        best = new Swap(p, to, cost);
                    }
                }
            }
        }
        return best;
    }

    private int fullest(boolean[] stuck) {
        int fullest = -1;
        for (int i = 0; i < sets.nodes; i++) {
            if (!stuck[i] && sets.excess(i) > 0 && (fullest < 0 || sets.excess(i) > sets.excess(fullest))) {
                fullest = i;
            }
        }
        return fullest;
    }

    private boolean isEmptier(int a, int b) {
        return (long) sets.load(a) * sets.share[b] < (long) sets.load(b) * sets.share[a];
    }

    private void lookForNodesBelow() {
        below = IntStream.range(0, sets.nodes).filter(i -> sets.excess(i) < 0).toArray();
    }

    private void forgetIfFull(int node) {
        if (sets.excess(node) >= 0) {
            below = Arrays.stream(below).filter(i -> i != node).toArray();
        }
    }
}
