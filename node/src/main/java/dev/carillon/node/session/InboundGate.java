package dev.carillon.node.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections of which nothing more is wanted now, because what they sent waits for room in a tunnel. Written on the loop,
 * asked by the event loops with every hand-over, so nobody in it costs next to nothing.
 */
final class InboundGate {
    private final Set<Long> shut = ConcurrentHashMap.newKeySet();

    boolean isShut(long connection) {
        return !shut.isEmpty() && shut.contains(connection);
    }

    void set(long connection, boolean wanted) {
        if (!wanted) {
            shut.add(connection);
        } else if (!shut.isEmpty()) {
            shut.remove(connection);
        }
    }
}
