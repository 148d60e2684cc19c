package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.replication.LoopReplication;
import java.util.ArrayList;
import java.util.List;

/**
 * What the life and death of other nodes means for a loop: its replicas need not wait for the silence of one that has died,
 * and give back what another should lead. Runs on the loop.
 */
final class LoopNeighbours {
    /** A node that stays dead is told of again now and then: it may have led since. */
    private static final long AGAIN_NS = 1_000_000_000;

    private final Peers peers;
    private final Owners owners;
    private final LoopReplication replication;
    private final List<Integer> others = new ArrayList<>();
    private final long[] tellAtNs;
    private final boolean[] down;
    private final LeaderBalance balance;
    private final LeaderNews news;
    private final PartitionSet partitions;
    private final CatchUp catchUp;

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
        this.owners = seat.owners();
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

    void look(long nowNs) {
        for (int i = 0; i < others.size(); i++) {
            boolean dead = peers.isDown(others.get(i));
            if (dead && (!down[i] || nowNs - tellAtNs[i] >= 0)) {
                replication.nodeDown(others.get(i));
                tellAtNs[i] = nowNs + AGAIN_NS;
            }
            down[i] = dead;
        }
        balance.look(nowNs);
        news.look(partitions.row(), nowNs);
    }

    Owners owners() {
        return owners;
    }

    /** Each pass. @return whether anything was done */
    boolean catchUp() {
        return catchUp.work();
    }

    void flush() {
        peers.flush();
    }
}
