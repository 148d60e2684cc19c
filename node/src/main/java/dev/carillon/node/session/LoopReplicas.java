package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.HandoverEvent;
import dev.carillon.node.cluster.HandoverHost;
import dev.carillon.node.cluster.MetaGroup;
import dev.carillon.node.cluster.MetaPartition;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.LoopContext;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.replication.EndedLog;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngine;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** The replicas of a loop of a cluster's node, as they come and go. Runs on the loop. */
final class LoopReplicas implements HandoverHost {
    private final ClusterSeat seat;
    private final PartitionSet set;
    private final Trailing trailing;
    private final CatchUp catchUp;
    private final StateEngine engine;
    private final LoopContext context;
    private final Meter meter;
    private final PeerMail mail;
    private final MetaReplicaNews.PassTime time;
    private final @Nullable MetaGroup metaGroup;
    private final @Nullable MetaReplicaNews metaNews;

    /**
     * @param mail of this node's own loops
     * @param metaGroup on the meta group's loop, as is {@code metaNews}
     */
    LoopReplicas(
            ClusterSeat seat,
            PartitionSet set,
            Trailing trailing,
            CatchUp catchUp,
            StateEngine engine,
            LoopContext context,
            Meter meter,
            PeerMail mail,
            MetaReplicaNews.PassTime time,
            @Nullable MetaGroup metaGroup,
            @Nullable MetaReplicaNews metaNews) {
        this.seat = seat;
        this.set = set;
        this.trailing = trailing;
        this.catchUp = catchUp;
        this.engine = engine;
        this.context = context;
        this.meter = meter;
        this.mail = mail;
        this.time = time;
        this.metaGroup = metaGroup;
        this.metaNews = metaNews;
    }

    @Override
    public @Nullable PartitionReplica find(int partition) {
        return set.replica(partition);
    }

    @Override
    public PartitionReplica create(int partition, long generation, boolean following) {
        PartitionReplica made = partition == set.count()
                ? meta(generation, following)
                : new DeliveryPartition(partition, generation, following, engine, context);
        set.add(made);
        return made;
    }

    private MetaPartition meta(long generation, boolean following) {
        if (metaGroup == null || metaNews == null) {
            throw new IllegalStateException("the meta group is another loop's");
        }
        ClusterState known = seat.view().state();
        MetaPartition made = new MetaPartition(
                known,
                generation,
                known.begunAnew(set.count(), seat.node()),
                following,
                engine,
                context.replication(),
                metaNews,
                time::nowNs);
        metaGroup.replica(made);
        return made;
    }

    @Override
    public void close(PartitionReplica replica) {
        replica.close();
        set.remove(replica);
        trailing.forget(replica.number());
        if (replica instanceof MetaPartition && metaGroup != null) {
            metaGroup.replica(null);
        }
    }

    @Override
    public Marker marker(int partition) {
        return engine.marker(partition);
    }

    @Override
    public void discardState(int partition) {
        trailing.remove(partition);
    }

    @Override
    public boolean isRemoving(int partition) {
        return trailing.isRemoving(partition);
    }

    @Override
    public void stateNeeded(PartitionReplica replica, Marker atLeast, int node) {
        catchUp.needed(replica, atLeast, node, time.nowNs());
    }

    @Override
    public @Nullable EndedLog openSealed(int partition, long generation) {
        return context.replication().openSealed(partition, generation);
    }

    @Override
    public void bringHome(PartitionReplica replica, boolean waitedFor) {
        trailing.bringHome(replica, waitedFor);
    }

    @Override
    public void discardOthers() {
        context.replication().discardOthers();
    }

    @Override
    public void mail(int kind, int partition, DirectBuffer frame, int length) {
        mail.offer(seat.node(), kind, partition, frame, 0, length);
    }

    @Override
    public void count(HandoverEvent event) {
        meter.add(
                switch (event) {
                    case ENTRY_FOLLOWED -> Metric.ENTRIES_FOLLOWED;
                    case SEAL_PROPOSED -> Metric.SEALS_PROPOSED;
                    case GENERATION_BEGUN -> Metric.GENERATIONS_BEGUN;
                    case GENERATION_BEGUN_AGAIN -> Metric.GENERATIONS_BEGUN_AGAIN;
                    case PARTITION_LEFT -> Metric.PARTITIONS_LEFT;
                    case HISTORY_DIFFERED -> Metric.ALARMS_HISTORY_DIFFERED;
                    case RECOVERED -> Metric.PARTITIONS_RECOVERED;
                },
                1);
    }
}
