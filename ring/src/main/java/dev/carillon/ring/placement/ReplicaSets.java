package dev.carillon.ring.placement;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which node holds which partition, while that is being worked out: the flow from partitions through zones to nodes.
 * Nodes, partitions and zones are known by their places. At no time is a partition on a node twice, or in more nodes of
 * a zone than {@link Zones#most}. Confined to one call.
 */
final class ReplicaSets {
    final int partitions;
    final int nodes;
    final int copies;
    final Zones zones;
    /** How many replicas each node shall have. */
    final int[] share;

    private final int[] load;
    private final int[] size;
    private final int[] slot;
    private final int[] inZone;
    private final BitSet[] held;
    private final BitSet[] before;
    private final List<int[]> present;
    private final int[][] together;
    private boolean dropped;

    /** Begins with what may stay of {@code present}, whose lists hold places of active nodes. */
    ReplicaSets(int copies, Zones zones, int[] share, List<int[]> present) {
        this.partitions = present.size();
        this.nodes = share.length;
        this.copies = copies;
        this.zones = zones;
        this.share = share;
        load = new int[nodes];
        size = new int[partitions];
        slot = new int[partitions * copies];
        inZone = new int[partitions * zones.count()];
        held = bitSets();
        before = bitSets();
        this.present = present;
        together = new int[nodes][nodes];
        int[] excess = new int[nodes];
        for (int i = 0; i < nodes; i++) {
            excess[i] = -share[i];
        }
        for (int p = 0; p < partitions; p++) {
            for (int node : present.get(p)) {
                before[node].set(p);
                excess[node]++;
            }
        }
        for (int p = 0; p < partitions; p++) {
            keep(p, present.get(p), excess);
        }
    }

    private BitSet[] bitSets() {
        BitSet[] sets = new BitSet[nodes];
        Arrays.setAll(sets, i -> new BitSet(partitions));
        return sets;
    }

    /** Takes over what zones and the number of copies allow, dropping first where there is most to spare. */
    private void keep(int p, int[] present, int[] excess) {
        Integer[] order = Arrays.stream(present).boxed().toArray(Integer[]::new);
        Arrays.sort(order, (a, b) -> Integer.compare(excess[a], excess[b]));
        int reserved = 0;
        for (int z = 0; z < zones.count(); z++) {
            reserved += zones.least(z);
        }
        for (int node : order) {
            int z = zones.of(node);
            boolean required = zoneCount(p, z) < zones.least(z);
            boolean fits = required || size[p] + reserved < copies;
            if (fits && canAdd(p, node)) {
                add(p, node);
                reserved -= required ? 1 : 0;
            } else {
                dropped = true;
                excess[node]--;
            }
        }
    }

    /** Whether replicas had to go at once, so that some may come back for free. */
    boolean hasDropped() {
        return dropped;
    }

    boolean canAdd(int p, int node) {
        int zone = zones.of(node);
        return size[p] < copies && !held[node].get(p) && zoneCount(p, zone) < zones.most(zone);
    }

    /** Whether {@code to} may take the place of {@code from}, which holds the partition. */
    boolean canSwap(int p, int from, int to) {
        if (held[to].get(p)) {
            return false;
        }
        int zoneFrom = zones.of(from);
        int zoneTo = zones.of(to);
        return zoneFrom == zoneTo
                || zoneCount(p, zoneTo) < zones.most(zoneTo) && zoneCount(p, zoneFrom) > zones.least(zoneFrom);
    }

    void add(int p, int node) {
        for (int k = 0; k < size[p]; k++) {
            int other = slot[p * copies + k];
            together[node][other]++;
            together[other][node]++;
        }
        slot[p * copies + size[p]++] = node;
        held[node].set(p);
        load[node]++;
        inZone[p * zones.count() + zones.of(node)]++;
    }

    void remove(int p, int node) {
        int base = p * copies;
        int at = base;
        while (slot[at] != node) {
            at++;
        }
        size[p]--;
        System.arraycopy(slot, at + 1, slot, at, base + size[p] - at);
        for (int k = 0; k < size[p]; k++) {
            int other = slot[base + k];
            together[node][other]--;
            together[other][node]--;
        }
        held[node].clear(p);
        load[node]--;
        inZone[p * zones.count() + zones.of(node)]--;
    }

    /** How often {@code node} already shares partitions with the holders of this one, {@code without} aside. */
    double kinship(int p, int node, int without) {
        double sum = 0;
        for (int k = 0; k < size[p]; k++) {
            int other = slot[p * copies + k];
            if (other != without) {
                sum += (double) together[node][other] / Math.max(1, share[other]);
            }
        }
        return sum / Math.max(1, share[node]);
    }

    int load(int node) {
        return load[node];
    }

    /** Replicas above the node's share; negative below it. */
    int excess(int node) {
        return load[node] - share[node];
    }

    int size(int p) {
        return size[p];
    }

    int zoneCount(int p, int zone) {
        return inZone[p * zones.count() + zone];
    }

    BitSet held(int node) {
        return held[node];
    }

    boolean heldBefore(int node, int p) {
        return before[node].get(p);
    }

    /** Who was first, of those who may stay; negative if nobody was. */
    int ledBefore(int p) {
        int[] nodes = present.get(p);
        return nodes.length == 0 ? -1 : nodes[0];
    }

    int newReplicas() {
        int count = 0;
        for (int i = 0; i < nodes; i++) {
            BitSet kept = (BitSet) held[i].clone();
            kept.and(before[i]);
            count += load[i] - kept.cardinality();
        }
        return count;
    }

    /** No fewer than this can be new, whatever zones want. */
    int fewestNewReplicas() {
        int count = 0;
        for (int i = 0; i < nodes; i++) {
            count += Math.max(0, share[i] - before[i].cardinality());
        }
        return count;
    }

    /** Whether somebody holds the partition who did not before. */
    boolean isTouched(int p) {
        for (int k = 0; k < size[p]; k++) {
            if (!before[slot[p * copies + k]].get(p)) {
                return true;
            }
        }
        return false;
    }

    /** The holders, in no particular order. */
    int[] holders(int p) {
        return Arrays.copyOfRange(slot, p * copies, p * copies + size[p]);
    }
}
