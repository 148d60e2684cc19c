package dev.carillon.node.session;

/**
 * What came of a wish for the cluster.
 *
 * @param done whether it is fulfilled, or under way
 * @param words for people
 */
public record WishReport(boolean done, String words) {}
