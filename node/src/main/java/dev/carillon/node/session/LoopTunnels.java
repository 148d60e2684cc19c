package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.tunnel.TunnelEntrances;
import dev.carillon.node.tunnel.TunnelExits;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.node.tunnel.Tunnels;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Limits;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A loop's tunnels, joined to what they carry: the connections of this node's edge at their entrances, sessions at their
 * exits. Runs on the loop.
 */
final class LoopTunnels implements TunnelEntrances.Clients, TunnelExits.Sessions {
    /** Numbers per millisecond: those of a node's next life, which begins later, are higher than all before. */
    private static final int NUMBER_BITS = 20;

    private final ClientLink edge;
    private final InboundGate gate;
    private final Meter meter;
    private final Consumer<String> notice;
    private final Tunnels tunnels;
    private final ExpandableArrayBuffer frame =
            new ExpandableArrayBuffer(FrameEncoder.OVERHEAD_MAX + Limits.ERROR_TEXT_MAX);
    private final CarriedState carried = new CarriedState();
    private @Nullable LoopSessions sessions;
    private @Nullable LoopDoor door;

    /**
     * @param edge to the clients of this node
     * @param gate of the loop's mailbox
     */
    LoopTunnels(
            int loop,
            int loops,
            ClusterSeat seat,
            TunnelLimits limits,
            ClientLink edge,
            InboundGate gate,
            Meter meter,
            Consumer<String> notice,
            Clock clock) {
        this.edge = edge;
        this.gate = gate;
        this.meter = meter;
        this.notice = notice;
        Peers peers = seat.peers().get(loop);
        this.tunnels = new Tunnels(
                seat.node(),
                seat.owners(),
                peers,
                limits,
                meter,
                this,
                this,
                notice,
                clock::nanoTime,
                (clock.nowMs() << NUMBER_BITS) + loop,
                loops);
    }

    /** Who serves whom comes through a tunnel; before the loop runs. */
    void connect(LoopSessions served, LoopDoor opened) {
        sessions = served;
        door = opened;
    }

    /** To all clients of the loop: those of this node, and those that others carry here. */
    ClientLink link() {
        return new LoopLink(edge, tunnels.exits());
    }

    // From the edge.

    /** A client that asked to stay, whose partition is not led here. */
    void carry(long connection, int partition, DirectBuffer b, int hello, int length) {
        TunnelEntrances.Opening opening = tunnels.entrances().open(connection, partition, b, hello, length);
        if (opening == TunnelEntrances.Opening.NO_OWNER) {
            meter.add(Metric.TUNNELS_REFUSED, 1);
            comeBack(connection);
        } else if (opening == TunnelEntrances.Opening.FULL) {
            refuse(connection);
        }
    }

    /**
     * Lets a session go on at the node that leads its partition now, while its client stays connected here for a while.
     *
     * @return false if that cannot be, and nothing was done
     */
    boolean carry(Session session) {
        LoopDoor opened = door;
        if (opened == null || !opened.mayCarry() || session.output().connection() < 0) {
            return false;
        }
        session.adrift().carryOff(carried.begin());
        boolean fits = carried.length() <= CarriedState.BYTES_MAX;
        TunnelEntrances.Opening opening = !fits
                ? TunnelEntrances.Opening.FULL
                : tunnels.entrances()
                        .carry(
                                session.output().connection(),
                                session.seat().partition().number(),
                                session.stays(),
                                carried.buffer(),
                                0,
                                carried.length());
        if (opening != TunnelEntrances.Opening.OPENED) {
            return false;
        }
        session.over();
        return true;
    }

    /** Frames, if the client is carried. */
    void clientFrames(long connection, DirectBuffer b, int offset, int length) {
        tunnels.entrances().frames(connection, b, offset, length);
    }

    /** The end of a connection, if it was carried. */
    void clientClosed(long connection) {
        tunnels.entrances().closed(connection);
    }

    /** Room at a connection, if it is carried. */
    void clientWritable(long connection) {
        tunnels.entrances().writable(connection);
    }

    // From other nodes, and from time.

    void hear(int node, int kind, int partition, DirectBuffer b, int offset, int length) {
        tunnels.hear(node, kind, partition, b, offset, length);
    }

    /** Every tick. */
    void look(long nowNs) {
        tunnels.look(nowNs);
    }

    /** Every pass. */
    void work(long nowNs) {
        tunnels.work(nowNs);
    }

    /** When a pass is due for their sake, monotonic ns; {@link Long#MAX_VALUE} if none is. */
    long nextDeadlineNs() {
        return tunnels.nextDeadlineNs();
    }

    /** The node shuts down: clients that are carried leave like those that are served here. */
    void goodbye(long reconnectAfterMs, long jitterMs) {
        int length = FrameEncoder.goodbye(frame, 0, ErrorCode.SHUTTING_DOWN.code(), reconnectAfterMs, jitterMs);
        tunnels.entrances().letGo(connection -> last(connection, length));
    }

    /** The loop can go on no more. */
    void failAll(ErrorCode code, String text) {
        int length = error(code, text, 0);
        tunnels.entrances().letGo(connection -> last(connection, length));
    }

    // To clients of this node.

    @Override
    public boolean send(long connection, DirectBuffer buffer, int offset, int length) {
        return edge.send(connection, buffer, offset, length);
    }

    @Override
    public void close(long connection) {
        edge.close(connection);
    }

    @Override
    public void comeBack(long connection) {
        served().moves().comeBack(connection);
    }

    @Override
    public void sendOn(long connection, int partition, boolean manyGo) {
        served().moves().send(connection, partition, manyGo ? Moves.MANY_JITTER_MS : 0);
    }

    @Override
    public void refuse(long connection) {
        meter.add(Metric.TUNNELS_REFUSED, 1);
        last(
                connection,
                error(
                        ErrorCode.OVERLOADED,
                        "there is no room to carry this connection to the user's node",
                        served().limits().retryAfterMs()));
    }

    @Override
    public void wantMore(long connection, boolean wanted) {
        gate.set(connection, wanted);
    }

    private int error(ErrorCode code, String text, long retryAfterMs) {
        return FrameEncoder.error(frame, 0, code.code(), retryAfterMs, text.getBytes(StandardCharsets.UTF_8));
    }

    private void last(long connection, int length) {
        edge.send(connection, frame, 0, length);
        edge.close(connection);
    }

    // To sessions.

    @Override
    public boolean open(long connection, int partition, DirectBuffer hello, int offset, int length) {
        LoopDoor opened = door;
        return opened != null && opened.openCarried(connection, partition, hello, offset, length);
    }

    @Override
    public boolean goOn(long connection, int partition, DirectBuffer session, int offset, int length) {
        LoopDoor opened = door;
        boolean goesOn = opened != null && opened.goOn(connection, partition, carried.wrap(session, offset, length));
        if (!carried.isWhole()) {
            meter.add(Metric.TUNNEL_FRAMES_BAD, 1);
            notice.accept("another node handed a session of partition " + partition + " over here that makes no sense ("
                    + length + " bytes). Its client comes back; are both nodes of compatible versions?");
        }
        return goesOn;
    }

    @Override
    public void frames(long connection, DirectBuffer buffer, int offset, int length) {
        Session session = served().table().find(connection);
        if (session != null) {
            session.onFrames(buffer, offset, length);
        }
    }

    @Override
    public void closed(long connection) {
        Session session = served().table().find(connection);
        if (session != null) {
            session.over();
        }
    }

    @Override
    public void writable(long connection) {
        Session session = served().table().find(connection);
        if (session != null) {
            session.onWritable(true);
        }
    }

    private LoopSessions served() {
        LoopSessions all = sessions;
        if (all == null) {
            throw new IllegalStateException("connected before the loop runs");
        }
        return all;
    }
}
