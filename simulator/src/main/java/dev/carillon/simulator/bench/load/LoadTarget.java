package dev.carillon.simulator.bench.load;

/**
 * What a workload loads, and how.
 *
 * @param pid process ID of the node, 0 if its CPU and memory cannot be seen
 * @param loops event loops of the load client
 */
public record LoadTarget(String host, int port, long pid, int loops, Tokens tokens) {
    /** Makes the tokens that users log in with. Called on event loops: thread-safe. */
    @FunctionalInterface
    public interface Tokens {
        byte[] token(String user);
    }
}
