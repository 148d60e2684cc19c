package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.storage.StateEngine;
import org.jspecify.annotations.Nullable;

/**
 * A loop's clean end: other nodes take over what they can, the sessions leave, then what they left is committed and relayed, then all of it goes to the
 * engine. Runs on the loop.
 */
final class LoopShutdown {
    /** How long clients that take nothing are waited for. */
    static final long LEAVING_NS_MAX = 10_000_000_000L;

    /** How long others are asked to lead what this node leads, and sessions wait to hear who does. */
    static final long HANDING_ON_NS_MAX = 3_000_000_000L;

    /** What others must commit or answer takes its time; asking in every pass would only burn the processor. */
    private static final long HURRY_NS = 10_000_000;

    private enum Phase {
        NOT_BEGUN,
        HANDING_ON,
        LEAVING,
        FINISHING,
        OVER
    }

    private final LoopSessions sessions;
    private final PartitionSet partitions;
    private final Trailing trailing;
    private final StateEngine engine;
    private Phase phase = Phase.NOT_BEGUN;
    private final @Nullable LoopNeighbours neighbours;
    private long reconnectAfterMs;
    private long jitterMs;
    private long leaveByNs;
    private long hurryAgainNs;

    /** @param neighbours null for a node that is alone */
    LoopShutdown(
            LoopSessions sessions,
            PartitionSet partitions,
            Trailing trailing,
            StateEngine engine,
            @Nullable LoopNeighbours neighbours) {
        this.neighbours = neighbours;
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

    /** Others should lead what this node leads; then all sessions that are left are told to go, and when to come back. */
    void begin(long reconnectAfter, long jitter, long nowNs) {
        if (isBegun()) {
            return;
        }
        reconnectAfterMs = reconnectAfter;
        jitterMs = jitter;
        leaveByNs = nowNs + HANDING_ON_NS_MAX;
        hurryAgainNs = nowNs;
        phase = Phase.HANDING_ON;
    }

    private void handOn(long nowNs) {
        if (neighbours != null && nowNs < leaveByNs && !(neighbours.handAllOn(nowNs) && !isAnyAdrift())) {
            return;
        }
        phase = Phase.LEAVING;
        leaveByNs = nowNs + LEAVING_NS_MAX;
        for (Session session : sessions.table().all()) {
            session.goodbye(reconnectAfterMs, jitterMs);
        }
        if (neighbours != null) {
            neighbours.goodbyeToTunnels(reconnectAfterMs, jitterMs);
        }
    }

    /** Whether a session waits to hear who leads its partition now: it can be sent there then. */
    private boolean isAnyAdrift() {
        return sessions.table().isAny(session -> session.state() == SessionState.ADRIFT);
    }

    /** After each pass. @return whether this one was the last */
    boolean step(long nowNs) {
        switch (phase) {
            case HANDING_ON -> handOn(nowNs);
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
        boolean hurry = nowNs - hurryAgainNs >= 0;
        hurryAgainNs = hurry ? nowNs + HURRY_NS : hurryAgainNs;
        boolean quiet = true;
        for (DeliveryPartition partition : partitions.row()) {
            if (hurry) {
                partition.hurry();
            }
            quiet &= partition.isQuiet();
        }
        if (quiet) {
            phase = Phase.FINISHING;
        }
    }
}
