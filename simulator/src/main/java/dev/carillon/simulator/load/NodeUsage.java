package dev.carillon.simulator.load;

import java.util.Map;

/** What the nodes have used so far. Asked every second by one thread, which waits for the answer. */
public interface NodeUsage {
    /** Of nodes nobody can look at. */
    NodeUsage UNKNOWN = Map::of;

    /** By the nodes' numbers; without those that cannot be seen now. */
    Map<Integer, Usage> look();

    /**
     * Of one node.
     *
     * @param life another one when the node has started again, and its CPU time counts anew
     * @param cpuSeconds since it started
     * @param bytes of memory, resident; NaN if that is not told
     */
    record Usage(long life, double cpuSeconds, double bytes) {}
}
