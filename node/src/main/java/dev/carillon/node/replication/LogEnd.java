package dev.carillon.node.replication;

/**
 * The last entry that a replica's log has, committed or not: of two members the one whose end is later lacks nothing that
 * was committed and that the other one has. Immutable.
 *
 * @param index 0 for none
 * @param term in which it was proposed; it counts before the index
 */
public record LogEnd(long index, int term) {}
