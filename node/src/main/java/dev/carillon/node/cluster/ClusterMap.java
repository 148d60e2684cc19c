package dev.carillon.node.cluster;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.PartitionMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One epoch of a cluster: its nodes and who holds which partition. Immutable, any thread.
 *
 * @param id of the cluster; in every handshake, so that two clusters never mix
 * @param nodes of which the ring's members are some or all, in ascending order of their numbers
 */
public record ClusterMap(String id, PartitionMap ring, List<ClusterNode> nodes) {
    public ClusterMap {
        nodes = List.copyOf(nodes);
        for (Assignment assignment : ring.assignments()) {
            for (int replica : assignment.replicas()) {
                if (find(nodes, replica) == null) {
                    throw new IllegalArgumentException("The ring places partitions on node " + replica
                            + ", but no address of that node is known.");
                }
            }
        }
    }

    /** The node of that number, or null. */
    public @Nullable ClusterNode node(int number) {
        return find(nodes, number);
    }

    private static @Nullable ClusterNode find(List<ClusterNode> nodes, int number) {
        for (ClusterNode node : nodes) {
            if (node.id() == number) {
                return node;
            }
        }
        return null;
    }

    /** Whether a node has a replica of a partition. */
    public boolean holds(int node, int partition) {
        return ring.assignment(partition).replicas().contains(node);
    }
}
