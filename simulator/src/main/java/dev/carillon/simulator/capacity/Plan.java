package dev.carillon.simulator.capacity;

import java.util.List;

/**
 * How many nodes, what they use, and how long that is enough.
 *
 * @param nodes of one machine each
 * @param partitions that the cluster is made with
 * @param use of the fullest node at the peak
 * @param writtenPerSecond bytes that it writes to its disk
 * @param syncsPerSecond of its logs, which its disk must be able to do
 * @param death of one node, or of a zone
 * @param limits one for each way to be full, the nearest first
 * @param problems why this is not enough, a sentence each; none if it is
 */
public record Plan(
        int nodes,
        int partitions,
        Use use,
        double writtenPerSecond,
        double syncsPerSecond,
        Death death,
        List<Limit> limits,
        List<String> problems) {
    public Plan {
        limits = List.copyOf(limits);
        problems = List.copyOf(problems);
    }

    /** Whether it is enough, with all nodes and right after a death. */
    public boolean isFine() {
        return problems.isEmpty();
    }
}
