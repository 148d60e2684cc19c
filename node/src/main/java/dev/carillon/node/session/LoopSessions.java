package dev.carillon.node.session;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.ring.Partitions;
import org.jspecify.annotations.Nullable;

/** All sessions of a loop, and what they share. Runs on the loop. */
final class LoopSessions implements SessionContext {
    private final int loop;
    private final CoreLimits limits;
    private final InboxLimits inboxLimits;
    private final Partitions partitions;
    private final ClientLink link;
    private final CoreListener listener;
    private final Meter meter;
    private final StampClock stamps;
    private final Overload overload;
    private final SessionTable table;
    private final Moves moves;
    private final @Nullable LoopTunnels tunnels;
    private final ReadySessions ready = new ReadySessions();
    private final Chunk chunk = new Chunk();
    private final InboxPusher pusher;
    private long nowNs;

    /** @param tunnels null for a node that is alone */
    LoopSessions(
            int loop,
            CoreLimits limits,
            InboxLimits inboxLimits,
            Partitions partitions,
            ClientLink link,
            CoreListener listener,
            Meter meter,
            StampClock stamps,
            Overload overload,
            SessionTable table,
            Moves moves,
            @Nullable LoopTunnels tunnels,
            long nowNs) {
        this.loop = loop;
        this.limits = limits;
        this.inboxLimits = inboxLimits;
        this.partitions = partitions;
        this.link = link;
        this.listener = listener;
        this.meter = meter;
        this.stamps = stamps;
        this.overload = overload;
        this.table = table;
        this.moves = moves;
        this.tunnels = tunnels;
        this.pusher = new InboxPusher(chunk, meter);
        this.nowNs = nowNs;
    }

    /** A pass begins. */
    void pass(long passNs) {
        nowNs = passNs;
    }

    SessionTable table() {
        return table;
    }

    ReadySessions ready() {
        return ready;
    }

    /** Ends all sessions. */
    void failAll(ErrorCode code, String text) {
        for (Session session : table.all()) {
            session.fail(code, text);
        }
    }

    @Override
    public CoreLimits limits() {
        return limits;
    }

    @Override
    public InboxLimits inboxLimits() {
        return inboxLimits;
    }

    @Override
    public Partitions partitions() {
        return partitions;
    }

    @Override
    public ClientLink link() {
        return link;
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public StampClock stamps() {
        return stamps;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public Chunk chunk() {
        return chunk;
    }

    @Override
    public InboxPusher pusher() {
        return pusher;
    }

    @Override
    public Moves moves() {
        return moves;
    }

    @Override
    public boolean carry(Session session) {
        return tunnels != null && tunnels.carry(session);
    }

    @Override
    public @Nullable RefusalCode refuseNow(DeliveryPartition from, int toPartition) {
        return overload.refuse(from, toPartition);
    }

    @Override
    public void ready(Session session) {
        ready.add(session);
    }

    @Override
    public void closed(Session session) {
        table.remove(session);
    }

    @Override
    public void alarm(String what) {
        listener.onAlarm(loop, what);
    }
}
