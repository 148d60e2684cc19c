package dev.carillon.simulator.load;

/**
 * What one node's process used in a second.
 *
 * @param second since the load began, from 0
 * @param node its number
 * @param cores CPU seconds per second; NaN where the node began meanwhile
 * @param bytes of memory, resident; NaN where that is not told
 */
public record NodeSample(int second, int node, double cores, double bytes) {}
