package dev.carillon.node.session;

import dev.carillon.node.tunnel.TunnelExits;
import org.agrona.DirectBuffer;

/** The way to a loop's clients: those of this node's edge, and, below 0, those that other nodes carry here. Runs on the loop. */
final class LoopLink implements ClientLink {
    private final ClientLink edge;
    private final TunnelExits exits;

    LoopLink(ClientLink edge, TunnelExits exits) {
        this.edge = edge;
        this.exits = exits;
    }

    @Override
    public boolean send(long connection, DirectBuffer buffer, int offset, int length) {
        return connection < 0
                ? exits.send(connection, buffer, offset, length)
                : edge.send(connection, buffer, offset, length);
    }

    @Override
    public void close(long connection) {
        if (connection < 0) {
            exits.close(connection);
        } else {
            edge.close(connection);
        }
    }

    /** {@inheritDoc} What goes through tunnels leaves with all else that goes to other nodes. */
    @Override
    public void flush() {
        edge.flush();
    }
}
