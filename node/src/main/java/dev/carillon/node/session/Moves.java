package dev.carillon.node.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.FrameEncoder;
import dev.carillon.protocol.Tlv;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Sends clients to the node that owns their user (PROTOCOL.md, section 6.4). Runs on the loop. */
final class Moves {
    /** When to ask again while nobody knows the owner: a part of how long an election takes. */
    private static final long ELECTION_MS = 250;

    /** Over which the clients of a partition spread that are sent on together, ms. */
    static final long MANY_JITTER_MS = 200;

    private final @Nullable ClusterSeat seat;
    private final ClientLink link;
    private final Meter meter;
    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(512);
    private final ExpandableArrayBuffer tlvs = new ExpandableArrayBuffer(512);

    /** @param seat null for a node that is alone */
    Moves(@Nullable ClusterSeat seat, ClientLink link, Meter meter) {
        this.seat = seat;
        this.link = link;
        this.meter = meter;
    }

    /** Whether it is known who owns a partition. */
    boolean knowsOwner(int partition) {
        return owner(partition) != null;
    }

    /** Whether this node is known to own it. */
    boolean isHere(int partition) {
        return seat != null && seat.owners().node(partition) == seat.node();
    }

    /**
     * The last frame of a connection, if the link takes it, then its end.
     *
     * @param jitterMs over which clients spread, if many go at once
     */
    void send(long connection, int partition, long jitterMs) {
        meter.add(Metric.SESSIONS_MOVED, 1);
        link.send(connection, frame, 0, FrameEncoder.move(frame, 0, tlvs, 0, tlvs(partition, jitterMs)));
        link.close(connection);
    }

    /** The same for one who stays: nobody can be reached now who serves it, so it shall ask here again. */
    void comeBack(long connection) {
        meter.add(Metric.SESSIONS_MOVED, 1);
        int end = Tlv.putMoveWait(tlvs, 0, ELECTION_MS, ELECTION_MS);
        link.send(connection, frame, 0, FrameEncoder.move(frame, 0, tlvs, 0, end));
        link.close(connection);
    }

    private int tlvs(int partition, long jitterMs) {
        ClusterNode owner = owner(partition);
        int end = 0;
        if (seat != null && owner != null) {
            end = Tlv.putMoveAddress(
                    tlvs, end, owner.clientPort(), owner.clientHost().getBytes(UTF_8));
            Owners owners = seat.owners();
            end = Tlv.putMoveOwnership(
                    tlvs, end, seat.map().ring().epoch(), owners.generation(partition), owners.term(partition));
        }
        long afterMs = owner == null ? ELECTION_MS : 0;
        long spreadMs = owner == null ? Math.max(jitterMs, ELECTION_MS) : jitterMs;
        return afterMs + spreadMs == 0 ? end : Tlv.putMoveWait(tlvs, end, afterMs, spreadMs);
    }

    private @Nullable ClusterNode owner(int partition) {
        int node = seat == null ? 0 : seat.owners().node(partition);
        return seat == null || node == 0 ? null : seat.map().node(node);
    }
}
