package dev.carillon.simulator.demo;

/**
 * What a demonstration shows beside the account of its messages.
 *
 * @param failoverMsMax the longest time from a kill until all that had been sent was acked by the other nodes; 0 with one node
 * @param joins nodes that came while it ran
 * @param drains nodes that were emptied and left
 * @param moves partitions that changed hands
 * @param pauseMsP99 of 99 in 100 moves, the longest time from the seal until operations were taken again
 */
record ClusterFigures(int nodes, long failoverMsMax, int joins, int drains, int moves, long pauseMsP99) {}
