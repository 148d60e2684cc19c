package dev.carillon.simulator.promises;

import java.util.function.IntPredicate;

/**
 * What the users of a run do beside writing and receiving.
 *
 * @param quiet users, by number, that have a second device, which never sends
 * @param receipt rows that are sent with a wish for receipts; without effect for those to oneself
 * @param read rows that their recipient reads, on the second device
 */
public record Habits(IntPredicate quiet, IntPredicate receipt, IntPredicate read) {}
