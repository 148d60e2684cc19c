package dev.carillon.node.boot;

import dev.carillon.node.admin.ClientTraffic;
import dev.carillon.node.edge.EdgeServer;
import dev.carillon.node.edge.EdgeTap;
import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;

/** What the edge sees of clients, as operators' recordings want it. */
final class TappedClients implements ClientTraffic {
    private final EdgeServer edge;

    TappedClients(EdgeServer edge) {
        this.edge = edge;
    }

    @Override
    public int connections() {
        return edge.connections();
    }

    @Override
    public Source start() {
        EdgeTap tap = edge.startTap();
        return new Source() {
            @Override
            public int read(Listener listener, int limit) {
                return tap.read(
                        (kind, connection, atNs, buffer, offset, length) ->
                                tell(listener, kind, connection, atNs, buffer, offset, length),
                        limit);
            }

            @Override
            public long takeLost() {
                return tap.takeLost();
            }

            @Override
            public void stop() {
                edge.stopTap();
            }
        };
    }

    private static void tell(
            ClientTraffic.Listener listener,
            int kind,
            long connection,
            long atNs,
            DirectBuffer buffer,
            int offset,
            int length) {
        switch (kind) {
            case EdgeTap.OPENED -> {
                byte[] user = new byte[length - 3 * Long.BYTES];
                buffer.getBytes(offset + 3 * Long.BYTES, user);
                listener.opened(
                        connection,
                        atNs,
                        new String(user, StandardCharsets.UTF_8),
                        buffer.getLong(offset),
                        buffer.getLong(offset + Long.BYTES),
                        buffer.getLong(offset + 2 * Long.BYTES));
            }
            case EdgeTap.HEARD -> listener.heard(connection, atNs, buffer, offset, length);
            case EdgeTap.TOLD -> listener.told(connection, atNs, buffer, offset, length);
            case EdgeTap.CLOSED_BY_CLIENT -> listener.closed(connection, atNs, false);
            case EdgeTap.CLOSED_BY_NODE -> listener.closed(connection, atNs, true);
            case EdgeTap.CUT -> listener.cut(connection, atNs);
            default -> throw new IllegalStateException("a piece of kind " + kind);
        }
    }
}
