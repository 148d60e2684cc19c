package dev.carillon.admin;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** The nodes whose admin addresses were named, each by its number. One thread. */
final class NamedNodes {
    private final AdminConnections connections;
    private final SortedMap<Integer, Integer> servers = new TreeMap<>();
    private final TreeMap<Integer, ClusterView> first = new TreeMap<>();

    /** @throws CommandException if one of them does not answer */
    NamedNodes(AdminConnections connections) {
        this.connections = connections;
        for (int i = 0; i < connections.servers().size(); i++) {
            ClusterView view = new ClusterView(connections.ask(i, AdminCommand::status));
            servers.put(view.status().getNodeId(), i);
            first.put(view.status().getNodeId(), view);
        }
    }

    AdminConnections connections() {
        return connections;
    }

    /** Numbers of all of them, ascending. */
    SortedSet<Integer> numbers() {
        return Collections.unmodifiableSortedSet(first.navigableKeySet());
    }

    /** What one of them said at first. */
    ClusterView any() {
        return first.values().iterator().next();
    }

    /** What a node that was named said at first. */
    ClusterView view(int node) {
        ClusterView view = first.get(node);
        if (view == null) {
            throw new IllegalStateException("node " + node + " was not named");
        }
        return view;
    }

    boolean has(int node) {
        return servers.containsKey(node);
    }

    /** The place of a node's address among those that were named; -1 for a node that was not. */
    int server(int node) {
        return servers.getOrDefault(node, -1);
    }

    /** Asks all of them again; those that do not answer are missing. */
    SortedMap<Integer, ClusterView> look() {
        SortedMap<Integer, ClusterView> now = new TreeMap<>();
        for (Map.Entry<Integer, Integer> each : servers.entrySet()) {
            try {
                now.put(each.getKey(), new ClusterView(connections.ask(each.getValue(), AdminCommand::status)));
            } catch (CommandException e) {
                if (e.exitCode() != ExitCode.NOT_REACHED) {
                    throw e;
                }
            }
        }
        return now;
    }
}
