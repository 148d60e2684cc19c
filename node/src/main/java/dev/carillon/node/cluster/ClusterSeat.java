package dev.carillon.node.cluster;

import dev.carillon.node.replication.raft.RaftParts;
import java.util.List;

/**
 * A node's place in its cluster.
 *
 * @param node this one
 * @param incarnation of this node's disk
 * @param view what the node knows of the cluster
 * @param owners of all partitions and of the meta group
 * @param peers one per loop
 * @param copies of states that other nodes have
 * @param repairAfterNs how long a node must be silent until what it held is copied to others; 0 for never
 */
public record ClusterSeat(
        int node,
        long incarnation,
        ClusterView view,
        Owners owners,
        Departures departures,
        List<Peers> peers,
        StateCopies copies,
        RaftParts raft,
        long repairAfterNs) {
    /** The map as it is now. */
    public ClusterMap map() {
        return view.map();
    }
}
