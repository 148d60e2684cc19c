package dev.carillon.simulator.chaos;

/**
 * What was done to a cluster, and when.
 *
 * @param kind a word
 * @param node its number; 0 if it never came to one
 * @param fromSeconds since the load began
 * @param toSeconds when it was taken back; negative while it goes on
 * @param words what happened, or why it did not
 * @param happened whether it did
 */
public record FaultMark(String kind, int node, double fromSeconds, double toSeconds, String words, boolean happened) {
    /** Whether it is taken back. */
    public boolean isOver() {
        return toSeconds >= 0;
    }

    /** What it is, and of which node if that is known: for people. */
    public String name() {
        return kind + (node > 0 ? " of node " + node : "");
    }
}
