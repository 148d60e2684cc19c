package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.DeliveryPartition;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Brings partitions back to the nodes that should lead them: after a start leaders gather where an election was won first,
 * and after a death where somebody was left. The first replica that is well should lead. One partition at a time, so that
 * few users notice at once. Runs on the loop.
 */
final class LeaderBalance {
    /** Between two offers of a loop. */
    static final long STEP_NS = 100_000_000;

    /** Before a partition is offered again: while another node is asked to lead, nothing is taken. */
    static final long AGAIN_NS = 5_000_000_000L;

    /** How long a node must have been heard of before it is offered anything: it has to catch up first. */
    static final long WELL_NS = 3_000_000_000L;

    private static final DirectBuffer NOTHING = new UnsafeBuffer(new byte[0]);

    private final int self;
    private final ClusterSeat seat;
    private final Peers peers;
    private final PartitionSet partitions;

    /** Since when a node is heard of, by its number. */
    private final Int2ObjectHashMap<Long> wellSinceNs = new Int2ObjectHashMap<>();
    /** When a partition may be offered again, by its number. */
    private final Int2ObjectHashMap<Long> againNs = new Int2ObjectHashMap<>();

    private long nextNs;
    private int hand;

    LeaderBalance(ClusterSeat seat, Peers peers, PartitionSet partitions, long nowNs) {
        this.self = seat.node();
        this.seat = seat;
        this.peers = peers;
        this.partitions = partitions;
        this.nextNs = nowNs + WELL_NS;
    }

    void look(long nowNs) {
        List<DeliveryPartition> row = partitions.row();
        if (nowNs - nextNs < 0 || row.isEmpty()) {
            return;
        }
        nextNs = nowNs + STEP_NS;
        noteWell(nowNs);
        for (int i = 0; i < row.size(); i++) {
            hand = (hand + 1) % row.size();
            DeliveryPartition partition = row.get(hand);
            int rather = partition.isLeading() ? firstWell(partition.number(), nowNs, true) : self;
            Long again = againNs.get(partition.number());
            if (rather != self && (again == null || nowNs - again >= 0)) {
                againNs.put(partition.number(), (Long) (nowNs + AGAIN_NS));
                partition.handOver(rather);
                return;
            }
        }
    }

    /**
     * This node is about to stop: others should lead what it leads, and know that it will not. Called again and again.
     *
     * @return whether it leads nothing any more that another could
     */
    boolean handAllOn(long nowNs) {
        boolean none = true;
        boolean again = nowNs - nextNs >= 0;
        for (PartitionReplica partition : partitions.all()) {
            int other = partition.isLeading() ? successor(partition.number(), nowNs) : self;
            if (other != self) {
                none = false;
                if (again) {
                    partition.handOver(other);
                }
            }
        }
        if (again) {
            nextNs = nowNs + STEP_NS;
            tellLeaving();
        }
        return none;
    }

    private void tellLeaving() {
        for (ClusterNode node : seat.map().nodes()) {
            if (node.id() != self) {
                peers.send(node.id(), FrameKind.LEAVING, 0, NOTHING, 0, 0);
            }
        }
    }

    /** @param orSelf whether this node is as good as it is in the row of replicas, or the last resort */
    private int firstWell(int partition, long nowNs, boolean orSelf) {
        for (int node : seat.view().state().assignment(partition).replicas()) {
            if (node == self ? orSelf : isWell(node, nowNs)) {
                return node;
            }
        }
        return self;
    }

    /** Who should lead when this node does not run: one that is well, else one that is there; itself if nobody is. */
    private int successor(int partition, long nowNs) {
        int well = firstWell(partition, nowNs, false);
        if (well != self) {
            return well;
        }
        for (int node : seat.view().state().assignment(partition).replicas()) {
            if (node != self && isThere(node, nowNs)) {
                return node;
            }
        }
        return self;
    }

    private boolean isThere(int node, long nowNs) {
        return !peers.isDown(node) && !seat.departures().isLeaving(node, nowNs);
    }

    /** Of all nodes, also where nothing is to be offered: this one may stop at any time. */
    private void noteWell(long nowNs) {
        for (ClusterNode node : seat.map().nodes()) {
            if (!isThere(node.id(), nowNs)) {
                wellSinceNs.remove(node.id());
            } else if (!wellSinceNs.containsKey(node.id())) {
                wellSinceNs.put(node.id(), (Long) nowNs);
            }
        }
    }

    private boolean isWell(int node, long nowNs) {
        Long since = wellSinceNs.get(node);
        return since != null && isThere(node, nowNs) && nowNs - since >= WELL_NS;
    }
}
