package dev.carillon.node.cluster;

import dev.carillon.node.replication.raft.RaftParts;
import java.util.List;

/**
 * A node's place in its cluster.
 *
 * @param node this one
 * @param incarnation of this node's disk
 * @param peers one per loop
 * @param copies of states that other nodes have
 */
public record ClusterSeat(
        int node,
        long incarnation,
        ClusterMap map,
        Owners owners,
        Departures departures,
        List<Peers> peers,
        StateCopies copies,
        RaftParts raft) {}
