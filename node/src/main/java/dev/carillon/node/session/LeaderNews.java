package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.Peers;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Tells nodes that are no members of a partition's group who leads it: at once when this one begins to, and again now and
 * then, for a link may have lost it. Members know it from their replica; one that was a member of the generation before
 * has a replica that hears nothing any more, and may have clients and relays that wait. Runs on the loop.
 *
 * <pre>LEADS  generation u64 | term u32</pre>
 */
final class LeaderNews {
    private static final long AGAIN_NS = 1_000_000_000;
    private static final int LENGTH = 12;

    private final ClusterSeat seat;
    private final Peers peers;
    private final SessionTable sessions;
    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(LENGTH);
    private long nextNs;

    LeaderNews(ClusterSeat seat, Peers peers, SessionTable sessions, long nowNs) {
        this.seat = seat;
        this.sessions = sessions;
        this.peers = peers;
        this.nextNs = nowNs + AGAIN_NS;
    }

    /** This node leads the partition. */
    void tell(int partition, long generation, int term) {
        frame.putLong(0, generation, BIG_ENDIAN);
        frame.putInt(8, term, BIG_ENDIAN);
        for (ClusterNode node : seat.map().nodes()) {
            if (node.id() != seat.node() && !seat.view().state().isMember(node.id(), partition, generation)) {
                peers.send(node.id(), FrameKind.LEADS, partition, frame, 0, LENGTH);
            }
        }
    }

    void look(List<PartitionReplica> partitions, long nowNs) {
        if (nowNs - nextNs < 0) {
            return;
        }
        nextNs = nowNs + AGAIN_NS;
        for (PartitionReplica partition : partitions) {
            if (partition.isLeading()) {
                tell(partition.number(), partition.generation(), partition.term());
            }
        }
    }

    /** Another node says that it leads a partition: clients that wait to be told are sent there. */
    void hear(int node, int partition, DirectBuffer b, int offset, int length) {
        Owners owners = seat.owners();
        if (length == LENGTH
                && partition >= 0
                && partition < owners.count()
                && owners.heard(partition, b.getLong(offset, BIG_ENDIAN), b.getInt(offset + 8, BIG_ENDIAN), node)) {
            sessions.adriftOf(partition).forEach(session -> session.adrift().ownerKnown());
        }
    }
}
