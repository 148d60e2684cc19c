package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.FrameEncoder;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/** Sends clients to the node that owns their user (PROTOCOL.md, section 6.4). Runs on the loop. */
final class Moves {
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
        return seat != null && seat.owners().node(partition) != 0;
    }

    /** The last frame of a connection, if the link takes it, then its end. */
    void send(long connection, int partition) {
        meter.add(Metric.SESSIONS_MOVED, 1);
        link.send(connection, frame, 0, FrameEncoder.move(frame, 0, tlvs, 0, 0));
        link.close(connection);
    }
}
