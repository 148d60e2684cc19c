package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.LoopHandovers;
import dev.carillon.node.cluster.MetaGroup;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.protocol.ErrorCode;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What other nodes mean for a loop: its replicas need not wait for the silence of one that has died, and give back what
 * another should lead; partitions come and go with the cluster's map. Runs on the loop.
 */
final class LoopNeighbours {
    /** A node that stays dead is told of again now and then: it may have led since. */
    private static final long AGAIN_NS = 1_000_000_000;

    private final Peers peers;
    private final ClusterSeat seat;
    private final LoopReplication replication;

    /** When it is told of again that a node is down, by the node's number. */
    private final Int2ObjectHashMap<Long> tellAtNs = new Int2ObjectHashMap<>();

    /** The connection that was looked at last, by the node's number. */
    private final Int2ObjectHashMap<Long> connections = new Int2ObjectHashMap<>();

    private final LeaderBalance balance;
    private final LeaderNews news;
    private final PartitionSet partitions;
    private final CatchUp catchUp;
    private final LoopHandovers handovers;

    /** On the meta group's loop. */
    private final @Nullable MetaGroup meta;

    private final @Nullable LoopTunnels tunnels;
    private long nowNs;

    LoopNeighbours(
            ClusterSeat seat,
            Peers peers,
            LoopReplication replication,
            PartitionSet partitions,
            LeaderNews news,
            CatchUp catchUp,
            LoopHandovers handovers,
            @Nullable MetaGroup meta,
            @Nullable LoopTunnels tunnels,
            long nowNs) {
        this.news = news;
        this.catchUp = catchUp;
        this.partitions = partitions;
        this.peers = peers;
        this.seat = seat;
        this.handovers = handovers;
        this.meta = meta;
        this.tunnels = tunnels;
        this.nowNs = nowNs;
        this.replication = replication;
        this.balance = new LeaderBalance(seat, peers, partitions, nowNs);
    }

    /** @param stays whether this node means to lead what it should */
    void look(long now, boolean stays) {
        nowNs = now;
        for (ClusterNode node : seat.map().nodes()) {
            if (node.id() != seat.node()) {
                lookAt(node.id());
            }
        }
        if (stays) {
            balance.look(nowNs);
        }
        news.look(partitions.all(), nowNs);
        if (tunnels != null) {
            tunnels.look(nowNs);
        }
    }

    private void lookAt(int node) {
        long connection = peers.connection(node);
        Long before = connections.put(node, (Long) connection);
        if (connection != 0 && (before == null || before != connection)) {
            replication.nodeConnected(node);
        }
        if (!peers.isDown(node)) {
            tellAtNs.remove(node);
            return;
        }
        Long again = tellAtNs.get(node);
        if (again == null || nowNs - again >= 0) {
            replication.nodeDown(node);
            tellAtNs.put(node, (Long) (nowNs + AGAIN_NS));
        }
    }

    /** Each pass. @param stays whether partitions may still move to this node */
    void move(long now, boolean stays) {
        if (meta != null) {
            meta.look(now);
        }
        if (stays && handovers.isBusy()) {
            handovers.look(now);
        }
        if (tunnels != null) {
            tunnels.work(now);
        }
    }

    /** What another node sent that is about the cluster. @return whether it was */
    boolean hear(int node, int kind, int partition, DirectBuffer b, int offset, int length) {
        if (tunnels != null && FrameKind.isTunnel(kind)) {
            tunnels.hear(node, kind, partition, b, offset, length);
            return true;
        }
        switch (kind) {
            case FrameKind.LEADS -> news.hear(node, partition, b, offset, length);
            case FrameKind.LEAVING -> seat.departures().heard(node, nowNs);
            case FrameKind.FOLLOW -> handovers.onFollow(node, partition, b, offset, length);
            case FrameKind.FOLLOWED -> handovers.onFollowed(node, partition, b, offset, length);
            default -> {
                return meta != null && meta.hear(node, kind, b, offset, length);
            }
        }
        return true;
    }

    /** When a pass is due because something moves, monotonic ns; {@link Long#MAX_VALUE} if nothing does. */
    long nextDeadlineNs(long now) {
        long tunnelsNs = tunnels == null ? Long.MAX_VALUE : tunnels.nextDeadlineNs();
        return handovers.isBusy() ? Math.min(now + handovers.stepNs(now), tunnelsNs) : tunnelsNs;
    }

    /** The node shuts down: clients that are served elsewhere are told to come back, too. */
    void goodbyeToTunnels(long reconnectAfterMs, long jitterMs) {
        if (tunnels != null) {
            tunnels.goodbye(reconnectAfterMs, jitterMs);
        }
    }

    /** The loop can go on no more. */
    void failTunnels(ErrorCode code, String text) {
        if (tunnels != null) {
            tunnels.failAll(code, text);
        }
        peers.flush();
    }

    /** @return whether this node leads nothing any more that another could lead; see {@link LeaderBalance#handAllOn} */
    boolean handAllOn(long now) {
        return balance.handAllOn(now);
    }

    /** Each pass. @return whether anything was done */
    boolean catchUp(long now) {
        return catchUp.work(now);
    }

    void flush() {
        peers.flush();
    }
}
