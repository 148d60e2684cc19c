package dev.carillon.simulator.capacity;

import java.util.List;

/**
 * When a cluster must be split further: onto more nodes, and at last into more partitions.
 *
 * @param steps how many users it carries with so many nodes, from as many as it has; the partitions are those that it was
 *     made with
 * @param partitionShare of one loop's time that a partition takes at the peak; a partition never has more than one loop
 * @param usersMax so many users fill a partition's loop as far as CPU may be filled; more nodes do not help then, and the
 *     number of partitions is fixed when a cluster is made
 */
public record Split(List<Step> steps, double partitionShare, double usersMax) {
    public Split {
        steps = List.copyOf(steps);
    }

    /**
     * @param nodes of the same machine
     * @param users that they carry, with the head room that was asked for, also after a death
     */
    public record Step(int nodes, double users) {}
}
