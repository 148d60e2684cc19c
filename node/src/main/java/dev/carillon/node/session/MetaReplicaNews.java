package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.MetaGroup;
import dev.carillon.node.cluster.MetaPartition;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.storage.Marker;

/** What this node's replica of the meta group hears goes to {@link MetaGroup}, and to all who ask who leads. */
final class MetaReplicaNews implements MetaPartition.Listener {
    private final int number;
    private final MetaGroup group;
    private final Owners owners;
    private final LeaderNews news;
    private final CatchUp catchUp;
    private final PassTime time;

    /** When the pass began. */
    interface PassTime {
        long nowNs();
    }

    /** @param number of the meta group among partitions */
    MetaReplicaNews(int number, MetaGroup group, Owners owners, LeaderNews news, CatchUp catchUp, PassTime time) {
        this.number = number;
        this.group = group;
        this.owners = owners;
        this.news = news;
        this.catchUp = catchUp;
        this.time = time;
    }

    @Override
    public void onAgreed(ClusterState state) {
        group.agreed(state);
    }

    @Override
    public void onLeading(long generation, int term) {
        group.leads();
        news.tell(number, generation, term);
    }

    @Override
    public void onLeadershipLost() {
        group.leadsNoMore();
    }

    @Override
    public void onLeader(int partition, long generation, int term, int node) {
        owners.heard(partition, generation, term, node);
    }

    @Override
    public void onSealed(int partition, long generation) {
        owners.heard(partition, generation + 1, 0, 0);
    }

    @Override
    public void onStateNeeded(PartitionReplica replica, Marker atLeast, int node) {
        catchUp.needed(replica, atLeast, node, time.nowNs());
    }
}
