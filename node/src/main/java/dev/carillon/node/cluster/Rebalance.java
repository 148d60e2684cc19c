package dev.carillon.node.cluster;

import java.util.List;

/**
 * A plan that is being carried out, or was. Immutable.
 *
 * @param number from 1, rising
 * @param words what was wanted, for people
 * @param waiting moves that have not begun, in order
 * @param retiring nodes that stop being members at its end
 * @param movesPerNode moves that one node takes part in at once
 * @param bytesPerSecond that a node sends of copies at most
 * @param phase what is happening with it
 * @param total moves it has in all
 * @param done moves that took place
 * @param given moves that were given up
 * @param startedMs when, wall time
 * @param endedMs when, wall time; 0 while it goes on
 */
public record Rebalance(
        long number,
        String words,
        List<PlannedMove> waiting,
        List<Integer> retiring,
        int movesPerNode,
        long bytesPerSecond,
        Phase phase,
        int total,
        int done,
        int given,
        long startedMs,
        long endedMs) {
    /** Who shall hold a partition. */
    public record PlannedMove(int partition, List<Integer> to) {
        public PlannedMove {
            to = List.copyOf(to);
        }
    }

    /** What is happening with it; the names are what operators see. */
    public enum Phase {
        RUNNING,
        /** Nothing new begins until it is resumed. */
        PAUSED,
        /** Nothing new begins, and what has begun is given up where that is still possible. */
        ABORTING,
        DONE,
        ABORTED
    }

    public Rebalance {
        waiting = List.copyOf(waiting);
        retiring = List.copyOf(retiring);
    }

    Rebalance waiting(List<PlannedMove> others) {
        return new Rebalance(
                number,
                words,
                others,
                retiring,
                movesPerNode,
                bytesPerSecond,
                phase,
                total,
                done,
                given,
                startedMs,
                endedMs);
    }

    Rebalance phase(Phase other, long nowMs) {
        boolean over = other == Phase.DONE || other == Phase.ABORTED;
        return new Rebalance(
                number,
                words,
                waiting,
                retiring,
                movesPerNode,
                bytesPerSecond,
                other,
                total,
                done,
                given,
                startedMs,
                over ? nowMs : 0);
    }

    Rebalance counted(int more, int givenUp) {
        return new Rebalance(
                number,
                words,
                waiting,
                retiring,
                movesPerNode,
                bytesPerSecond,
                phase,
                total,
                done + more,
                given + givenUp,
                startedMs,
                endedMs);
    }
}
