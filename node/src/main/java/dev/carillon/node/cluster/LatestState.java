package dev.carillon.node.cluster;

import org.jspecify.annotations.Nullable;

/**
 * Goes from one agreed state to what a log has beyond it, and sees whether that comes by what is known for sure: a proposal
 * that came to nothing, while another one was agreed on and told, leads nowhere.
 */
final class LatestState {
    private final ClusterState known;
    private ClusterState at;
    private boolean follows;

    /**
     * @param agreed that the log goes on from
     * @param known the newest that was told; also agreed on
     */
    LatestState(ClusterState agreed, ClusterState known) {
        this.known = known;
        this.at = agreed;
        Succession age = Succession.of(agreed, known);
        this.follows = age == Succession.SAME || age == Succession.NEWER;
    }

    /**
     * The log's next entry.
     *
     * @param after the version that it follows, else it is void
     * @param next null if it cannot be read
     */
    void heard(long after, @Nullable ClusterState next) {
        if (next == null || after != at.version()) {
            return;
        }
        at = next;
        if (Succession.of(at, known) == Succession.SAME) {
            follows = at.equals(known);
        }
    }

    /** The last one if the known one leads to it, else the known one. */
    ClusterState state() {
        return follows && Succession.of(at, known) == Succession.NEWER ? at : known;
    }
}
