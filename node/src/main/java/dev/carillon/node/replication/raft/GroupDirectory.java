package dev.carillon.node.replication.raft;

/** Who is in which generation of a partition's group, as the cluster's map says. */
@FunctionalInterface
public interface GroupDirectory {
    /** @throws IllegalStateException if the partition has no such generation now */
    RaftGroup group(int partition, long generation);
}
