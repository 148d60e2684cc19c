package dev.carillon.simulator.demo;

import java.util.List;
import java.util.stream.Collectors;

/** What to type to chat on a node that was left running, and how to end it. */
final class Hospitality {
    private Hospitality() {}

    static List<String> lines(List<Integer> ports, List<Long> pids) {
        String server = " --insecure-dev --server "
                + ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        return List.of(
                "",
                (pids.size() == 1 ? "The node goes" : "The nodes go") + " on. To chat, in two terminals:",
                "  ./carillon chat alice" + server,
                "  ./carillon chat bob" + server,
                pids.size() == 1 ? "To end it:" : "To end them:",
                "  kill " + pids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }
}
