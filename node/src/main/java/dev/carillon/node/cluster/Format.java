package dev.carillon.node.cluster;

/**
 * What nodes write into logs that others read, by number. A node reads everything up to the newest that it knows, and writes
 * what its cluster has agreed on: that rises once every node of the cluster knows more, and never falls. Until then every
 * node can go back to the build that it comes from.
 *
 * <ol>
 *   <li>entries in which every send names its sender and recipient
 *   <li>a send that follows another one of the same device to the same user names neither
 * </ol>
 */
public final class Format {
    public static final int FIRST = 1;

    /** Sends that follow others say only what is new. */
    public static final int FOLLOWING_SENDS = 2;

    public static final int NEWEST = FOLLOWING_SENDS;

    private Format() {}

    /** What somebody who knows less says of it. */
    public static String tooNew(int found, int known) {
        return "The cluster writes format " + found + " by now, and this node knows, or may use, no newer one than "
                + known
                + ". Nothing was changed. Start the newer build again, or raise data.format-max; there is no way back"
                + " once all nodes know a format and write it.";
    }
}
