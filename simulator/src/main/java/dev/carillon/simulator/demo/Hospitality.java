package dev.carillon.simulator.demo;

import java.util.List;

/** What to type to chat on a node that was left running, and how to end it. */
final class Hospitality {
    private Hospitality() {}

    static List<String> lines(int port, long pid) {
        String server = " --insecure-dev --server 127.0.0.1:" + port;
        return List.of(
                "",
                "The node goes on. To chat, in two terminals:",
                "  ./carillon chat alice" + server,
                "  ./carillon chat bob" + server,
                "To end it:",
                "  kill " + pid);
    }
}
