package dev.carillon.simulator.bench.load;

import java.util.List;
import java.util.Map;

/**
 * What a workload loads, and how.
 *
 * @param pids process IDs of the node, or of all nodes; none if their CPU and memory cannot be seen
 * @param loops event loops of the load client
 * @param counters what the nodes have counted
 */
public record LoadTarget(String host, int port, List<Long> pids, int loops, Tokens tokens, Counters counters) {
    /** One whose nodes tell nothing of what they count. */
    public LoadTarget(String host, int port, List<Long> pids, int loops, Tokens tokens) {
        this(host, port, pids, loops, tokens, Map::of);
    }

    /** Asks the nodes. */
    @FunctionalInterface
    public interface Counters {
        /** Sums over all nodes by the counters' names, as at {@code /metrics}; none if nobody can be asked. */
        Map<String, Long> read();
    }

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
