package dev.carillon.ring.placement;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Shares out the leaderships: each node leads its part of the partitions that it holds, rounded down or up, which is
 * always possible (every holder leading an equal part of each partition is a flow). Who leads goes on leading where that
 * fits. Confined to one call.
 */
final class Leaders {
    private final ReplicaSets sets;
    private final int[][] order;
    private final BitSet[] ledBy;
    private final int[] led;
    private final int[] least;
    private final int[] most;
    private final int[] via;
    private final int[] parent;

    /**
     * {@code order} holds each partition's nodes, and is changed; where {@code settled} says so, the first leads already.
     */
    Leaders(ReplicaSets sets, int[][] order, boolean[] settled) {
        this.sets = sets;
        this.order = order;
        ledBy = new BitSet[sets.nodes];
        Arrays.setAll(ledBy, i -> new BitSet(sets.partitions));
        led = new int[sets.nodes];
        least = new int[sets.nodes];
        most = new int[sets.nodes];
        via = new int[sets.nodes];
        parent = new int[sets.nodes];
        for (int i = 0; i < sets.nodes; i++) {
            least[i] = sets.load(i) / sets.copies;
            most[i] = (sets.load(i) + sets.copies - 1) / sets.copies;
        }
        for (int p = 0; p < order.length; p++) {
            if (settled[p]) {
                lead(p, order[p][0]);
            }
        }
        for (int p = 0; p < order.length; p++) {
            if (!settled[p]) {
                int leader = leastBusy(order[p]);
                promote(order[p], leader);
                lead(p, leader);
            }
        }
    }

    private void lead(int p, int node) {
        ledBy[node].set(p);
        led[node]++;
    }

    private int leastBusy(int[] holders) {
        int best = holders[0];
        for (int node : holders) {
            if ((long) led[node] * most[best] < (long) led[best] * most[node]) {
                best = node;
            }
        }
        return best;
    }

    /** Brings every node's leaderships to its part. */
    void balance() {
        for (int i = 0; i < sets.nodes; i++) {
            while (led[i] > most[i]) {
                shift(givingFrom(i));
            }
        }
        for (int i = 0; i < sets.nodes; i++) {
            while (led[i] < least[i]) {
                shift(takingTo(i));
            }
        }
    }

    /** The end of the shortest chain of hand-overs from {@code start} to a node that has room. */
    private int givingFrom(int start) {
        ArrayDeque<Integer> open = begin(start);
        while (!open.isEmpty()) {
            int node = open.poll();
            for (int p = ledBy[node].nextSetBit(0); p >= 0; p = ledBy[node].nextSetBit(p + 1)) {
                for (int next : order[p]) {
                    if (visit(next, node, p, open) && led[next] < most[next]) {
                        return next;
                    }
                }
            }
        }
        throw new IllegalStateException("no way to balanced leaderships, which exists by construction");
    }

    /** The far end of the shortest chain of hand-overs to {@code start} from a node that can spare one. */
    private int takingTo(int start) {
        ArrayDeque<Integer> open = begin(start);
        while (!open.isEmpty()) {
            int node = open.poll();
            for (int p = sets.held(node).nextSetBit(0);
                    p >= 0;
                    p = sets.held(node).nextSetBit(p + 1)) {
                int leader = order[p][0];
                if (visit(leader, node, p, open) && led[leader] > least[leader]) {
                    return leader;
                }
            }
        }
        throw new IllegalStateException("no way to balanced leaderships, which exists by construction");
    }

    private ArrayDeque<Integer> begin(int start) {
        Arrays.fill(parent, -1);
        parent[start] = start;
        ArrayDeque<Integer> open = new ArrayDeque<>();
        open.add(start);
        return open;
    }

    private boolean visit(int node, int from, int partition, ArrayDeque<Integer> open) {
        if (parent[node] >= 0) {
            return false;
        }
        parent[node] = from;
        via[node] = partition;
        open.add(node);
        return true;
    }

    /** Hands over along the chain that ends here, whichever way it was searched. */
    private void shift(int end) {
        for (int node = end; parent[node] != node; node = parent[node]) {
            int p = via[node];
            int before = order[p][0];
            int after = before == node ? parent[node] : node;
            promote(order[p], after);
            ledBy[before].clear(p);
            led[before]--;
            lead(p, after);
        }
    }

    /** Puts a node first and keeps the order of the others. */
    private static void promote(int[] holders, int node) {
        int at = 0;
        while (holders[at] != node) {
            at++;
        }
        System.arraycopy(holders, 0, holders, 1, at);
        holders[0] = node;
    }
}
