package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.node.replication.LoopReplication;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What only time brings about on a loop: time-outs, old messages, state that is written for its age. Runs on the loop. */
final class LoopTicks {
    /** Time between two ticks. */
    static final long TICK_NS = 50_000_000;

    /** Ticks in which every session is looked at once. */
    static final int TICKS_PER_ROUND = 20;

    private static final int USERS_PER_TICK = 1024;

    private final LoopSessions sessions;
    private final PartitionSet partitions;
    private final LoopReplication replication;
    private final Trailing trailing;
    private final Overload overload;
    private final StampClock stamps;
    private final Meter meter;
    private final @Nullable LoopNeighbours neighbours;
    private long nextNs;
    private long nextHouseNs;
    private int sweptPartition;
    private int housePartition;
    private boolean clockAlarm;

    LoopTicks(
            LoopSessions sessions,
            PartitionSet partitions,
            LoopReplication replication,
            Trailing trailing,
            Overload overload,
            @Nullable LoopNeighbours neighbours) {
        this.sessions = sessions;
        this.partitions = partitions;
        this.replication = replication;
        this.trailing = trailing;
        this.overload = overload;
        this.stamps = sessions.stamps();
        this.meter = sessions.meter();
        this.neighbours = neighbours;
        this.nextNs = sessions.nowNs();
        this.nextHouseNs = sessions.nowNs() + houseStepNs();
    }

    boolean isDue(long nowNs) {
        return nowNs - nextNs >= 0;
    }

    /** Monotonic ns. */
    long nextNs() {
        return nextNs;
    }

    /** @param stays whether the node is not about to stop: then house is kept, and partitions may be led elsewhere */
    void tick(long nowNs, boolean stays) {
        nextNs = nowNs + TICK_NS;
        sessions.table().visitSome(TICKS_PER_ROUND, session -> session.checkAlive(nowNs));
        long nowMs = stamps.nowMs();
        for (DeliveryPartition partition : partitions.row()) {
            partition.tick(nowMs, nowNs);
        }
        if (neighbours != null) {
            neighbours.look(nowNs, stays);
        }
        replication.sync();
        overload.logFull(replication.isFull());
        trailing.watchLog(replication.bytesKept(), overload.isLogFull());
        trailing.freezeAll(nowNs);
        watchClock();
        sweepUsers();
        if (nowNs - nextHouseNs >= 0) {
            nextHouseNs = nowNs + houseStepNs();
            if (stays) {
                keepHouse();
            }
        }
        meter.set(Metric.SESSIONS, sessions.table().size());
        meter.set(Metric.OVERLAY_BYTES, trailing.overlayBytes());
        meter.set(Metric.LOG_BYTES, replication.bytesKept());
    }

    private void sweepUsers() {
        List<DeliveryPartition> row = partitions.row();
        if (!row.isEmpty()) {
            sweptPartition = (sweptPartition + 1) % row.size();
            int users = row.get(sweptPartition).sweepUsers(USERS_PER_TICK);
            meter.set(Metric.USERS_IN_MEMORY, (long) users * row.size());
        }
    }

    private void watchClock() {
        stamps.nowMs();
        boolean suspect = stamps.isSuspect();
        if (suspect && !clockAlarm) {
            meter.add(Metric.ALARMS_CLOCK, 1);
            sessions.alarm("the wall clock has jumped by more than "
                    + sessions.limits().clockJumpMs()
                    + " ms: nothing expires until it is right again or the node was restarted");
        }
        clockAlarm = suspect;
    }

    /** One partition at a time. */
    private void keepHouse() {
        List<DeliveryPartition> row = partitions.row();
        if (row.isEmpty()) {
            return;
        }
        housePartition %= row.size();
        boolean more = false;
        if (!stamps.isSuspect()) {
            CoreLimits limits = sessions.limits();
            long now = stamps.nowMs();
            more = row.get(housePartition).keepHouse(now - limits.inboxAgeMs(), now - limits.deviceAbsenceMs());
        }
        if (!more) {
            housePartition = (housePartition + 1) % row.size();
        }
    }

    private long houseStepNs() {
        return Math.max(
                1,
                sessions.limits().housekeepingMs()
                        * 1_000_000
                        / Math.max(1, partitions.row().size()));
    }
}
