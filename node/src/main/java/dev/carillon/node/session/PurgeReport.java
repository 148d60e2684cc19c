package dev.carillon.node.session;

/**
 * What comes of giving up a part of a user's inbox.
 *
 * @param here whether this node leads the user's partition; if not, nothing else is known
 * @param known whether there is such a user
 * @param items that are given up as soon as the operation is committed
 * @param upTo the last of them; 0 if there is none
 */
public record PurgeReport(boolean here, boolean known, long items, long upTo) {
    static final PurgeReport ELSEWHERE = new PurgeReport(false, false, 0, 0);
    static final PurgeReport UNKNOWN = new PurgeReport(true, false, 0, 0);
}
