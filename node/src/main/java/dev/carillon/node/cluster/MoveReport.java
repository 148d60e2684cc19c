package dev.carillon.node.cluster;

/**
 * What came of a handover, as the node tells it that leads the partition.
 *
 * @param generation that has begun; 0 if the handover was given up
 * @param node who tells it
 */
record MoveReport(
        int partition, int attempt, long generation, int node, long sealIndex, long history, long pauseMicros) {}
