package dev.carillon.simulator.bench.load;

import java.util.List;

/**
 * What a workload loads, and how.
 *
 * @param pids process IDs of the node, or of all nodes; none if their CPU and memory cannot be seen
 * @param loops event loops of the load client
 */
public record LoadTarget(String host, int port, List<Long> pids, int loops, Tokens tokens) {
    /** The node's process; 0 if it cannot be seen. */
    long pid() {
        return pids.isEmpty() ? 0 : pids.get(0);
    }

    /** Makes the tokens that users log in with. Called on event loops: thread-safe. */
    @FunctionalInterface
    public interface Tokens {
        byte[] token(String user);
    }
}
