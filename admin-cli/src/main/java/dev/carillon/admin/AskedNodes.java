package dev.carillon.admin;

import dev.carillon.admin.v1.AdminGrpc.AdminBlockingStub;
import dev.carillon.admin.v1.DigestStateReply;
import dev.carillon.admin.v1.DigestStateRequest;
import io.grpc.Status;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The nodes behind the addresses that were named, as far as they answer. One thread. */
final class AskedNodes {
    private final AdminConnections connections;
    private final Map<Integer, Integer> servers = new HashMap<>();

    AskedNodes(AdminConnections connections) {
        this.connections = connections;
    }

    /**
     * Asks all of them how they are.
     *
     * @return by their numbers, those that answer
     * @throws CommandException if none does
     */
    SortedMap<Integer, ClusterView> look() {
        SortedMap<Integer, ClusterView> now = new TreeMap<>();
        CommandException trouble = new CommandException(ExitCode.USAGE, "No server was named.");
        for (int i = 0; i < connections.servers().size(); i++) {
            try {
                ClusterView view = new ClusterView(connections.ask(i, AdminCommand::status));
                now.put(view.status().getNodeId(), view);
                servers.put(view.status().getNodeId(), i);
            } catch (CommandException e) {
                if (e.exitCode() != ExitCode.NOT_REACHED) {
                    throw e;
                }
                trouble = e;
            }
        }
        if (now.isEmpty()) {
            throw trouble;
        }
        return now;
    }

    /** Begins to ask one that has answered before; what comes throws {@link io.grpc.StatusRuntimeException} where it breaks off. */
    Iterator<DigestStateReply> digest(int node, DigestStateRequest request) {
        return connections.digest(server(node), request);
    }

    /** Asks one that has answered before. @throws CommandException if it does not, or says why not */
    <T> T ask(int node, Function<AdminBlockingStub, T> question) {
        return connections.ask(server(node), question);
    }

    CommandException told(int node, Status status) {
        return connections.told(connections.servers().get(server(node)), status);
    }

    private int server(int node) {
        Integer server = servers.get(node);
        if (server == null) {
            throw new IllegalStateException("node " + node + " has never answered");
        }
        return server;
    }
}
