package dev.carillon.node.cluster;

/**
 * What a partition was when it changed hands, as both sides have it. Immutable.
 *
 * @param rebalance which moved it; 0 for none
 * @param generation the one that began
 * @param leader who led it first
 * @param sealIndex the last entry of the generation before
 * @param history a number for all entries up to the seal, the same on both sides, or the new side would not have begun
 * @param pauseMicros from the seal until the new generation took operations, as its leader saw it
 * @param endedMs when, wall time
 */
public record MoveReceipt(
        long rebalance,
        int partition,
        int attempt,
        long generation,
        int leader,
        long sealIndex,
        long history,
        long pauseMicros,
        long endedMs) {}
