/**
 * What a node knows of its cluster: {@link dev.carillon.node.cluster.ClusterMap} says which nodes there are and who holds
 * which partition, {@link dev.carillon.node.cluster.Owners} who leads it right now, {@link dev.carillon.node.cluster.Peers}
 * is the way to the others, and {@link dev.carillon.node.cluster.PeerMail} what comes from them. The map is the same for a
 * cluster's whole life so far; nothing moves yet.
 *
 * <p>May touch {@code ring}, {@code replication} and {@code runtime}; no sockets, no threads of its own.
 */
@NullMarked
package dev.carillon.node.cluster;

import org.jspecify.annotations.NullMarked;
