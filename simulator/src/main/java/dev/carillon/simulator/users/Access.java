package dev.carillon.simulator.users;

import dev.carillon.client.runtime.ServerAddress;
import java.util.List;

/**
 * How a user reaches the nodes.
 *
 * @param servers tried in turn
 * @param redirects whether a node may send the user on to another; otherwise the user stays with these addresses
 */
public record Access(List<ServerAddress> servers, boolean redirects) {
    public Access {
        servers = List.copyOf(servers);
    }

    /** Ports of loopback. */
    public static Access local(List<Integer> ports) {
        return new Access(
                ports.stream().map(port -> new ServerAddress("127.0.0.1", port)).toList(), true);
    }
}
