package dev.carillon.simulator.demo;

/**
 * What a demonstration shows beside the account of its messages.
 *
 * @param failoverMsMax the longest time from a kill until all that had been sent was acked by the other nodes; 0 with one node
 */
record ClusterFigures(int nodes, long failoverMsMax) {}
