package dev.carillon.node.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which nodes have said that they are about to stop: nobody should ask them to lead. Any thread; a node's loops share it. */
public final class Departures {
    /** How long one word counts; a node that is leaving repeats it, one that came back does not. */
    public static final long WORD_NS = 2_000_000_000L;

    private final Map<Integer, Long> heardNs = new ConcurrentHashMap<>();

    /** The node says that it is leaving. @param nowNs monotonic */
    public void heard(int node, long nowNs) {
        heardNs.put(node, nowNs);
    }

    public boolean isLeaving(int node, long nowNs) {
        Long at = heardNs.get(node);
        return at != null && nowNs - at < WORD_NS;
    }
}
