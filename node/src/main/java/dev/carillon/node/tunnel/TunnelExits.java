package dev.carillon.node.tunnel;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The clients of other nodes that are served on this loop. What their sessions send goes back through the tunnel that they
 * came by; a session is refused what the window or the link has no room for, as by a slow client, and holds it. Runs on the
 * loop.
 */
public final class TunnelExits {
    /** Whoever serves them; called on the loop. Frames of one connection come in order, after its {@link #open}. */
    public interface Sessions {
        /**
         * A client of another node, whose token has not been looked at here.
         *
         * @param connection below 0, never used before
         * @return false if the partition is not led here: nothing follows
         */
        boolean open(long connection, int partition, DirectBuffer hello, int offset, int length);

        /**
         * A session that another node had, whose client stays connected there.
         *
         * @param connection below 0, never used before
         * @param session as {@link TunnelEntrances#carry} was given it
         * @return false if it cannot go on here: nothing follows
         */
        boolean goOn(long connection, int partition, DirectBuffer session, int offset, int length);

        /** Whole frames. */
        void frames(long connection, DirectBuffer buffer, int offset, int length);

        /** The connection is gone. */
        void closed(long connection);

        /** After a refused send: there is room again. */
        void writable(long connection);
    }

    private final Peers peers;
    private final TunnelLimits limits;
    private final Meter meter;
    private final TunnelFrames frames;
    private final TunnelCredits credits;
    private final TunnelTrouble trouble;
    private final Sessions sessions;
    private final LongSupplier clock;

    private final Long2ObjectHashMap<TunnelExit> byConnection = new Long2ObjectHashMap<>();
    private final Int2ObjectHashMap<Long2ObjectHashMap<TunnelExit>> byNode = new Int2ObjectHashMap<>();
    private final List<TunnelExit> waiting = new ArrayList<>();
    private long lastConnection;
    private int open;

    TunnelExits(
            Peers peers,
            TunnelLimits limits,
            Meter meter,
            TunnelFrames frames,
            TunnelCredits credits,
            TunnelTrouble trouble,
            Sessions sessions,
            LongSupplier clock) {
        this.peers = peers;
        this.limits = limits;
        this.meter = meter;
        this.frames = frames;
        this.credits = credits;
        this.trouble = trouble;
        this.sessions = sessions;
        this.clock = clock;
    }

    // From sessions.

    /**
     * Whole frames for a client.
     *
     * @return false if there is no room now and nothing was taken; {@link Sessions#writable} follows when there is
     */
    public boolean send(long connection, DirectBuffer buffer, int offset, int length) {
        TunnelExit exit = byConnection.get(connection);
        if (exit == null) {
            return true;
        }
        if (!exit.flow.hasRoom(length)) {
            exit.refused = true;
            return false;
        }
        if (!frames.bytes(exit, buffer, offset, length)) {
            exit.refused = true;
            tryAgain(exit);
            return false;
        }
        exit.flow.sent(length, clock.getAsLong());
        return true;
    }

    /** The session has ended. */
    public void close(long connection) {
        TunnelExit exit = byConnection.remove(connection);
        if (exit != null) {
            closeDue(exit);
        }
    }

    private void closeDue(TunnelExit exit) {
        if (frames.close(exit, TunnelFrames.ENDED)) {
            end(exit);
        } else {
            exit.closeDue = true;
            tryAgain(exit);
        }
    }

    private void tryAgain(TunnelExit exit) {
        if (!exit.waiting) {
            exit.waiting = true;
            waiting.add(exit);
        }
    }

    // From the client's node.

    @Nullable
    TunnelExit find(int node, long number) {
        Long2ObjectHashMap<TunnelExit> of = byNode.get(node);
        return of == null ? null : of.get(number);
    }

    void onBegin(int node, int kind, int partition, long number, DirectBuffer b, int offset, int length) {
        TunnelExit known = find(node, number);
        if (known != null) {
            wrong(known, "opened a tunnel that is open");
            return;
        }
        if (open >= limits.tunnelsMax()) {
            frames.close(node, partition, number, TunnelFrames.TO_ENTRANCE, TunnelFrames.FULL);
            return;
        }
        TunnelExit exit = new TunnelExit(--lastConnection, node, partition, number, limits.windowBytes());
        byConnection.put(exit.connection, exit);
        byNode.computeIfAbsent(node, each -> new Long2ObjectHashMap<>()).put(number, exit);
        open++;
        boolean begun = kind == FrameKind.TUNNEL_OPEN
                ? sessions.open(exit.connection, partition, b, offset, length)
                : sessions.goOn(exit.connection, partition, b, offset, length);
        if (!begun) {
            frames.close(exit, TunnelFrames.NOT_LED);
            end(exit);
            return;
        }
        meter.add(Metric.TUNNELS_TAKEN, 1);
    }

    void onBytes(TunnelExit exit, long from, DirectBuffer buffer, int offset, int length) {
        TunnelFlow.Heard heard = exit.flow.heard(from, length);
        if (heard == TunnelFlow.Heard.WRONG) {
            wrong(exit, "sent bytes twice");
            return;
        }
        if (heard == TunnelFlow.Heard.GAP) {
            broken(exit);
            return;
        }
        exit.flow.taken(length);
        if (!exit.closeDue) {
            sessions.frames(exit.connection, buffer, offset, length);
        }
        if (!exit.over) {
            credits.owed(exit);
        }
    }

    void onCredit(TunnelExit exit, long arrived, long passedOn) {
        if (!exit.flow.credited(arrived, passedOn, clock.getAsLong())) {
            wrong(exit, "confirmed what was not sent");
        } else if (exit.refused && !exit.waiting && exit.flow.isHalfFree()) {
            exit.refused = false;
            sessions.writable(exit.connection);
        }
    }

    void onClose(TunnelExit exit) {
        lost(exit);
    }

    private void wrong(TunnelExit exit, String what) {
        trouble.tell(exit.node, what);
        broken(exit);
    }

    private void broken(TunnelExit exit) {
        frames.close(exit, TunnelFrames.BROKEN);
        lost(exit);
    }

    /** The client is not there any more, as far as can be known here. */
    private void lost(TunnelExit exit) {
        end(exit);
        if (!exit.closeDue) {
            sessions.closed(exit.connection);
        }
    }

    // Time.

    /** Every tick: whether the nodes that they came by are still there. */
    void look() {
        for (int node : byNode.keySet().stream().mapToInt(Integer::intValue).toArray()) {
            if (peers.isDown(node)) {
                of(node).forEach(this::lost);
            }
        }
        meter.set(Metric.SESSIONS_TUNNELLED, open);
    }

    /** Now and then: whether what was sent arrives. */
    void checkConfirmed(long nowNs) {
        for (int node : byNode.keySet().stream().mapToInt(Integer::intValue).toArray()) {
            for (TunnelExit exit : of(node)) {
                if (exit.flow.isOverdue(nowNs, limits.confirmMs() * 1_000_000)) {
                    broken(exit);
                }
            }
        }
    }

    private List<TunnelExit> of(int node) {
        Long2ObjectHashMap<TunnelExit> of = byNode.get(node);
        return of == null ? List.of() : List.copyOf(of.values());
    }

    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /** Tries again what the links had no room for. @return whether something still waits */
    boolean retry() {
        if (waiting.isEmpty()) {
            return false;
        }
        List<TunnelExit> now = List.copyOf(waiting);
        waiting.clear();
        for (TunnelExit exit : now) {
            exit.waiting = false;
            if (exit.over) {
                continue;
            }
            if (exit.closeDue) {
                closeDue(exit);
            } else if (exit.refused) {
                exit.refused = false;
                sessions.writable(exit.connection);
            }
        }
        return !waiting.isEmpty();
    }

    private void end(TunnelExit exit) {
        if (exit.over) {
            return;
        }
        exit.over = true;
        open--;
        byConnection.remove(exit.connection);
        Long2ObjectHashMap<TunnelExit> of = byNode.get(exit.node);
        if (of != null) {
            of.remove(exit.number);
            if (of.isEmpty()) {
                byNode.remove(exit.node);
            }
        }
    }
}
