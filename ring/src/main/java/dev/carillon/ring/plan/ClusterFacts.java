package dev.carillon.ring.plan;

import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * What is known about the cluster when a plan is made. The functions must answer the same each time.
 *
 * @param partitionBytes size of a partition's data on one node
 * @param diskBytes what a node's disk holds at most; {@link Long#MAX_VALUE} where nobody knows
 * @param healthy whether a node answers
 */
public record ClusterFacts(IntToLongFunction partitionBytes, IntToLongFunction diskBytes, IntPredicate healthy) {
    /** All are healthy, partitions are of this size, disks are never full. */
    public static ClusterFacts evenly(long bytes) {
        return new ClusterFacts(partition -> bytes, node -> Long.MAX_VALUE, node -> true);
    }
}
