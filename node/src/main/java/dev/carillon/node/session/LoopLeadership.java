package dev.carillon.node.session;

import dev.carillon.node.cluster.Owners;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.LeadershipListener;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.storage.Marker;

/**
 * What elections mean for a loop: who owns a partition is told to all loops of the node, and sessions of users who live
 * elsewhere are sent there as soon as it is known where that is. Runs on the loop.
 */
final class LoopLeadership implements LeadershipListener {
    private final Owners owners;
    private final Meter meter;
    private final SessionTable sessions;
    private final LeaderNews news;
    private final StateNeed stateNeed;

    /** What is done about a replica that has missed too much. */
    interface StateNeed {
        void on(DeliveryPartition partition, Marker atLeast, int node);
    }

    LoopLeadership(Owners owners, Meter meter, SessionTable sessions, LeaderNews news, StateNeed stateNeed) {
        this.news = news;
        this.stateNeed = stateNeed;
        this.owners = owners;
        this.meter = meter;
        this.sessions = sessions;
    }

    @Override
    public void onLeading(DeliveryPartition partition, long generation, int term) {
        meter.add(Metric.ELECTIONS_WON, 1);
        news.tell(partition.number(), generation, term);
        sessions.adriftOf(partition.number())
                .forEach(session -> session.adrift().leadsAgain());
    }

    @Override
    public void onLeadershipLost(DeliveryPartition partition) {
        meter.add(Metric.LEADERSHIPS_LOST, 1);
        sessions.of(partition.number()).forEach(session -> session.adrift().leadershipLost());
    }

    @Override
    public void onSealed(DeliveryPartition partition, long generation) {
        meter.add(Metric.HANDOVERS_SEALED, 1);
        owners.heard(partition.number(), generation + 1, 0, 0);
    }

    @Override
    public void onLeader(DeliveryPartition partition, long generation, int term, int node) {
        if (owners.heard(partition.number(), generation, term, node) && node != 0) {
            sessions.adriftOf(partition.number())
                    .forEach(session -> session.adrift().ownerKnown());
        }
    }

    @Override
    public void onStateNeeded(DeliveryPartition partition, Marker atLeast, int node) {
        stateNeed.on(partition, atLeast, node);
    }
}
