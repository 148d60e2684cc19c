package dev.carillon.node.cluster;

/**
 * A node of the cluster and where to find it. Immutable.
 *
 * @param id from 1; the number that the ring knows it by
 * @param incarnation of its disk, from 1; another one is another member, for it has forgotten its votes
 * @param clientHost where clients connect, as they can reach it
 * @param peerHost where other nodes connect
 */
public record ClusterNode(int id, long incarnation, String clientHost, int clientPort, String peerHost, int peerPort) {}
