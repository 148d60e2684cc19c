package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.storage.StateEngine;

/**
 * A loop's clean end: the sessions leave, then what they left is committed and relayed, then all of it goes to the
 * engine. Runs on the loop.
 */
final class LoopShutdown {
    /** How long clients that take nothing are waited for. */
    static final long LEAVING_NS_MAX = 10_000_000_000L;

    private enum Phase {
        NOT_BEGUN,
        LEAVING,
        FINISHING,
        OVER
    }

    private final LoopSessions sessions;
    private final PartitionSet partitions;
    private final Trailing trailing;
    private final StateEngine engine;
    private Phase phase = Phase.NOT_BEGUN;
    private long leaveByNs;

    LoopShutdown(LoopSessions sessions, PartitionSet partitions, Trailing trailing, StateEngine engine) {
        this.sessions = sessions;
        this.partitions = partitions;
        this.trailing = trailing;
        this.engine = engine;
    }

    boolean isBegun() {
        return phase != Phase.NOT_BEGUN;
    }

    /** Whether the state is being written for the last time: nothing may change it any more. */
    boolean isFinishing() {
        return phase == Phase.FINISHING || phase == Phase.OVER;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    /** Tells all sessions to go, and when to come back. Only the first call counts. */
    void begin(long reconnectAfterMs, long jitterMs, long nowNs) {
        if (isBegun()) {
            return;
        }
        phase = Phase.LEAVING;
        leaveByNs = nowNs + LEAVING_NS_MAX;
        for (Session session : sessions.table().all()) {
            session.goodbye(reconnectAfterMs, jitterMs);
        }
    }

    /** After each pass. @return whether this one was the last */
    boolean step(long nowNs) {
        switch (phase) {
            case LEAVING -> leave(nowNs);
            case FINISHING -> {
                if (trailing.finish(engine)) {
                    phase = Phase.OVER;
                    return true;
                }
            }
            case NOT_BEGUN, OVER -> {
                // nothing to do
            }
        }
        return false;
    }

    private void leave(long nowNs) {
        if (sessions.table().size() > 0 && nowNs < leaveByNs) {
            return;
        }
        sessions.failAll(ErrorCode.SHUTTING_DOWN, "the node is going away");
        boolean quiet = true;
        for (DeliveryPartition partition : partitions.row()) {
            partition.hurry();
            quiet &= partition.isQuiet();
        }
        if (quiet) {
            phase = Phase.FINISHING;
        }
    }
}
