/**
 * What a node knows of its cluster: {@link dev.carillon.node.cluster.ClusterMap} says which nodes there are and who holds
 * which partition, {@link dev.carillon.node.cluster.Owners} who leads it right now, {@link dev.carillon.node.cluster.Peers}
 * is the way to the others, and {@link dev.carillon.node.cluster.PeerMail} what comes from them.
 *
 * <p>The map is what the meta group agrees on: {@link dev.carillon.node.cluster.MetaPartition} is a replica of it,
 * {@link dev.carillon.node.cluster.ClusterState} what it says, {@link dev.carillon.node.cluster.MetaGroup} decides what
 * becomes of it, and {@link dev.carillon.node.cluster.ClusterView} is what a node has heard. Partitions move in one way,
 * which {@link dev.carillon.node.cluster.LoopHandovers} has in a table; {@link dev.carillon.node.cluster.PartitionReplica}
 * is what goes from one generation to the next.
 *
 * <p>May touch {@code ring}, {@code replication} and {@code runtime}; no sockets, no threads of its own.
 */
@NullMarked
package dev.carillon.node.cluster;

import org.jspecify.annotations.NullMarked;
