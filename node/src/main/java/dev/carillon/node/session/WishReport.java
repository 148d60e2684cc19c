package dev.carillon.node.session;

import dev.carillon.node.cluster.WishResult;

/**
 * What came of a wish for the cluster.
 *
 * @param result in short, for programs
 * @param words for people
 */
public record WishReport(WishResult result, String words) {}
