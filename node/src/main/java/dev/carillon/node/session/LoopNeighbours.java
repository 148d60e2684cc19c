package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.replication.LoopReplication;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;

/**
 * What the life and death of other nodes means for a loop: its replicas need not wait for the silence of one that has died,
 * and give back what another should lead. Runs on the loop.
 */
final class LoopNeighbours {
    /** A node that stays dead is told of again now and then: it may have led since. */
    private static final long AGAIN_NS = 1_000_000_000;

    private final Peers peers;
    private final ClusterSeat seat;
    private final LoopReplication replication;
    private final List<Integer> others = new ArrayList<>();
    private final long[] tellAtNs;
    private final boolean[] down;
    private final LeaderBalance balance;
    private final LeaderNews news;
    private final PartitionSet partitions;
    private final CatchUp catchUp;
    private long nowNs;

    LoopNeighbours(
            ClusterSeat seat,
            Peers peers,
            LoopReplication replication,
            PartitionSet partitions,
            LeaderNews news,
            CatchUp catchUp,
            long nowNs) {
        this.news = news;
        this.catchUp = catchUp;
        this.partitions = partitions;
        this.peers = peers;
        this.seat = seat;
        this.nowNs = nowNs;
        this.replication = replication;
        for (ClusterNode node : seat.map().nodes()) {
            if (node.id() != seat.node()) {
                others.add(node.id());
            }
        }
        this.tellAtNs = new long[others.size()];
        this.down = new boolean[others.size()];
        this.balance = new LeaderBalance(seat, peers, partitions, nowNs);
    }

    /** @param stays whether this node means to lead what it should */
    void look(long now, boolean stays) {
        nowNs = now;
        for (int i = 0; i < others.size(); i++) {
            boolean dead = peers.isDown(others.get(i));
            if (dead && (!down[i] || nowNs - tellAtNs[i] >= 0)) {
                replication.nodeDown(others.get(i));
                tellAtNs[i] = nowNs + AGAIN_NS;
            }
            down[i] = dead;
        }
        if (stays) {
            balance.look(nowNs);
        }
        news.look(partitions.row(), nowNs);
    }

    /** Another node says that it leads a partition. */
    void onLeads(int node, int partition, DirectBuffer b, int offset, int length) {
        LeaderNews.hear(seat.owners(), node, partition, b, offset, length);
    }

    /** Another node says that it is about to stop. */
    void onLeaving(int node) {
        seat.departures().heard(node, nowNs);
    }

    /** @return whether this node leads nothing any more that another could lead; see {@link LeaderBalance#handAllOn} */
    boolean handAllOn(long nowNs) {
        return balance.handAllOn(nowNs);
    }

    /** Each pass. @return whether anything was done */
    boolean catchUp() {
        return catchUp.work();
    }

    void flush() {
        peers.flush();
    }
}
