package dev.carillon.node.tunnel;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The clients of a loop that are served by another node: their frames go there, the owner's come back. A client whose owner
 * changes, dies or loses something on the way is told to come back. Runs on the loop.
 *
 * <p>What there is no room for is held, up to the limits: towards the owner while the connection is not read, towards the
 * client within the window, so that the owner waits.
 */
public final class TunnelEntrances {
    /** This node's clients; whoever has their connections implements it. Called on the loop; nothing blocks. */
    public interface Clients {
        /** @return false if there is no room now and nothing was taken; {@link TunnelEntrances#writable} follows */
        boolean send(long connection, DirectBuffer buffer, int offset, int length);

        /** Closes after everything that was sent before. */
        void close(long connection);

        /** The owner cannot be reached through this tunnel any more: the client shall connect here again, and is closed. */
        void comeBack(long connection);

        /** The client shall connect to the partition's owner, and is closed. @param manyGo whether others go with it */
        void sendOn(long connection, int partition, boolean manyGo);

        /** There is no room for its tunnel: the client hears so, and is closed. */
        void refuse(long connection);

        /** Whether more of what the client sends is wanted now. */
        void wantMore(long connection, boolean wanted);
    }

    /** What became of a client that asked to be served here. */
    public enum Opening {
        /** It is being carried to the owner. */
        OPENED,
        /** No owner is known that could be reached now. */
        NO_OWNER,
        /** There is no room. */
        FULL
    }

    private final int self;
    private final Owners owners;
    private final Peers peers;
    private final TunnelLimits limits;
    private final Meter meter;
    private final TunnelFrames frames;
    private final TunnelCredits credits;
    private final TunnelTrouble trouble;
    private final Clients clients;
    private final LongSupplier clock;
    private final int numberStep;
    private long nextNumber;

    private final Long2ObjectHashMap<TunnelEntrance> byConnection = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<TunnelEntrance> byNumber = new Long2ObjectHashMap<>();
    private final Int2ObjectHashMap<EntranceRow> byPartition = new Int2ObjectHashMap<>();
    private final List<TunnelEntrance> waiting = new ArrayList<>();
    private final SendOnTurns turns;
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private long heldBytes;

    TunnelEntrances(
            int self,
            Owners owners,
            Peers peers,
            TunnelLimits limits,
            Meter meter,
            TunnelFrames frames,
            TunnelCredits credits,
            TunnelTrouble trouble,
            Clients clients,
            LongSupplier clock,
            long firstNumber,
            int numberStep) {
        this.self = self;
        this.owners = owners;
        this.peers = peers;
        this.limits = limits;
        this.turns = new SendOnTurns(limits.sendOnMs());
        this.meter = meter;
        this.frames = frames;
        this.credits = credits;
        this.trouble = trouble;
        this.clients = clients;
        this.clock = clock;
        this.nextNumber = firstNumber;
        this.numberStep = numberStep;
    }

    // From clients.

    /** A client asks to be served here, whose user's partition is not led here. */
    public Opening open(long connection, int partition, DirectBuffer hello, int offset, int length) {
        Opening opening = begin(connection, partition, true, FrameKind.TUNNEL_OPEN, hello, offset, length);
        if (opening == Opening.OPENED) {
            meter.add(Metric.TUNNELS_OPENED, 1);
        }
        return opening;
    }

    /**
     * A session that this node had goes on at the owner, and its client remains connected here: for good if it stays, else
     * until it is its turn to be sent there.
     *
     * @param session what the owner needs to know of it
     */
    public Opening carry(long connection, int partition, boolean stays, DirectBuffer session, int offset, int length) {
        Opening opening = begin(connection, partition, stays, FrameKind.TUNNEL_CARRY, session, offset, length);
        if (opening == Opening.OPENED) {
            meter.add(Metric.SESSIONS_CARRIED, 1);
        }
        return opening;
    }

    private Opening begin(
            long connection, int partition, boolean stays, int kind, DirectBuffer b, int offset, int length) {
        int owner = owners.node(partition);
        if (owner == 0 || owner == self || peers.isDown(owner)) {
            return Opening.NO_OWNER;
        }
        if (byNumber.size() >= limits.tunnelsMax() || heldBytes >= limits.loopHeldBytesMax()) {
            return Opening.FULL;
        }
        long nowNs = clock.getAsLong();
        TunnelEntrance entrance =
                new TunnelEntrance(connection, owner, partition, nextNumber, limits.windowBytes(), stays, nowNs);
        boolean went = kind == FrameKind.TUNNEL_OPEN
                ? frames.open(entrance, b, offset, length)
                : frames.carry(entrance, b, offset, length);
        if (!went) {
            return Opening.NO_OWNER;
        }
        nextNumber += numberStep;
        byConnection.put(connection, entrance);
        byNumber.put(entrance.number, entrance);
        row(partition, owner).add(entrance);
        if (!stays) {
            turns.add(entrance, nowNs);
        }
        return Opening.OPENED;
    }

    private EntranceRow row(int partition, int owner) {
        EntranceRow row = byPartition.get(partition);
        if (row != null && row.node() != owner) {
            // Those to the last owner; the next look would have found out.
            ownerChanged(row);
            row = null;
        }
        if (row == null) {
            row = new EntranceRow(partition, owner, owners);
            byPartition.put(partition, row);
        }
        return row;
    }

    /** Whole frames of a client. @return whether it has a tunnel */
    public boolean frames(long connection, DirectBuffer buffer, int offset, int length) {
        TunnelEntrance entrance = byConnection.get(connection);
        if (entrance == null) {
            return false;
        }
        if (!entrance.ownerDone && !(entrance.toOwner.isEmpty() && forward(entrance, buffer, offset, length))) {
            holdForOwner(entrance, buffer, offset, length);
        }
        return true;
    }

    private boolean forward(TunnelEntrance entrance, DirectBuffer buffer, int offset, int length) {
        if (!entrance.flow.hasRoom(length)) {
            return false;
        }
        if (!frames.bytes(entrance, buffer, offset, length)) {
            if (!entrance.waiting) {
                entrance.waiting = true;
                waiting.add(entrance);
            }
            return false;
        }
        entrance.flow.sent(length, clock.getAsLong());
        meter.add(Metric.TUNNEL_BYTES_OUT, length);
        return true;
    }

    private void holdForOwner(TunnelEntrance entrance, DirectBuffer buffer, int offset, int length) {
        if (entrance.toOwner.bytes() + length > limits.heldBytesMax()
                || heldBytes + length > limits.loopHeldBytesMax()) {
            noRoom(entrance);
            return;
        }
        entrance.toOwner.add(buffer, offset, length, 0);
        heldBytes += length;
        clients.wantMore(entrance.connection, false);
    }

    private void noRoom(TunnelEntrance entrance) {
        tellOwner(entrance);
        turnAway(entrance, true);
    }

    private void drainToOwner(TunnelEntrance entrance) {
        heldBytes -= entrance.toOwner.drain(
                view, (buffer, offset, length) -> forward(entrance, buffer, offset, length) ? length : 0);
        if (!entrance.toOwner.isEmpty()) {
            return;
        }
        if (!entrance.clientGone) {
            clients.wantMore(entrance.connection, true);
        } else {
            tellOwner(entrance);
            end(entrance);
        }
    }

    /** A client's connection has ended. @return whether it had a tunnel */
    public boolean closed(long connection) {
        TunnelEntrance entrance = byConnection.remove(connection);
        if (entrance == null) {
            return false;
        }
        entrance.clientGone = true;
        long dropped = entrance.toClient.clear();
        heldBytes -= dropped;
        entrance.flow.taken((int) dropped);
        if (entrance.toOwner.isEmpty() || entrance.ownerDone) {
            tellOwner(entrance);
            end(entrance);
        }
        return true;
    }

    /** A client takes bytes again. @return whether it has a tunnel */
    public boolean writable(long connection) {
        TunnelEntrance entrance = byConnection.get(connection);
        if (entrance == null) {
            return false;
        }
        long went =
                entrance.toClient.drain(view, (buffer, offset, length) -> toClient(entrance, buffer, offset, length));
        heldBytes -= went;
        entrance.flow.taken((int) went);
        credits.owed(entrance);
        closeIfDone(entrance);
        return true;
    }

    private int toClient(TunnelEntrance entrance, DirectBuffer buffer, int offset, int length) {
        int gone = 0;
        while (gone < length) {
            int piece = Math.min(length - gone, TunnelLimits.PIECE_BYTES);
            if (!clients.send(entrance.connection, buffer, offset + gone, piece)) {
                return gone;
            }
            gone += piece;
        }
        return gone;
    }

    private void closeIfDone(TunnelEntrance entrance) {
        if (entrance.ownerDone && entrance.toClient.isEmpty()) {
            clients.close(entrance.connection);
            end(entrance);
        }
    }

    // From the owner.

    /** The tunnel of that number, if it leads to that node. */
    @Nullable
    TunnelEntrance find(int node, long number) {
        TunnelEntrance found = byNumber.get(number);
        return found == null || found.node != node ? null : found;
    }

    void onBytes(TunnelEntrance entrance, long from, DirectBuffer buffer, int offset, int length) {
        if (entrance.ownerDone) {
            return;
        }
        TunnelFlow.Heard heard = entrance.flow.heard(from, length);
        if (heard == TunnelFlow.Heard.WRONG) {
            wrong(entrance, "sent bytes twice, or more than the window allows");
            return;
        }
        if (heard == TunnelFlow.Heard.GAP) {
            broken(entrance);
            return;
        }
        entrance.heardNs = clock.getAsLong();
        meter.add(Metric.TUNNEL_BYTES_IN, length);
        int gone = entrance.clientGone
                ? length
                : entrance.toClient.isEmpty() ? toClient(entrance, buffer, offset, length) : 0;
        if (gone < length && heldBytes + length - gone > limits.loopHeldBytesMax()) {
            noRoom(entrance);
            return;
        }
        entrance.flow.taken(gone);
        entrance.toClient.add(buffer, offset, length, gone);
        heldBytes += length - gone;
        credits.owed(entrance);
    }

    void onCredit(TunnelEntrance entrance, long arrived, long passedOn) {
        entrance.heardNs = clock.getAsLong();
        if (!entrance.flow.credited(arrived, passedOn, clock.getAsLong())) {
            wrong(entrance, "confirmed what was not sent");
        } else if (!entrance.toOwner.isEmpty()) {
            drainToOwner(entrance);
        }
    }

    private void wrong(TunnelEntrance entrance, String what) {
        trouble.tell(entrance.node, what);
        broken(entrance);
    }

    private void broken(TunnelEntrance entrance) {
        frames.close(entrance, TunnelFrames.BROKEN);
        turnAway(entrance, false);
    }

    void onClose(TunnelEntrance entrance, int reason) {
        if (entrance.ownerDone) {
            // What the client had sent meanwhile found nobody; it still gets what was sent to it before.
            return;
        }
        if (reason == TunnelFrames.ENDED && !entrance.clientGone) {
            entrance.ownerDone = true;
            heldBytes -= entrance.toOwner.clear();
            leaveRow(entrance);
            clients.wantMore(entrance.connection, true);
            closeIfDone(entrance);
        } else {
            turnAway(entrance, reason == TunnelFrames.FULL);
        }
    }

    // Time.

    /** Every tick: what has become of the owners, and whose turn it is to go there. */
    void look(long nowNs) {
        for (EntranceRow row : List.copyOf(byPartition.values())) {
            if (row.isMoved(owners)) {
                ownerChanged(row);
            } else if (peers.isDown(row.node())) {
                row.all().forEach(this::broken);
            } else if (row.isLedAnew(owners)) {
                // Whoever does not know them says so.
                row.all().forEach(frames::credit);
            }
        }
        for (TunnelEntrance due = turns.next(nowNs); due != null; due = turns.next(nowNs)) {
            sendOn(due, false);
        }
        meter.set(Metric.TUNNELS, byNumber.size());
        meter.set(Metric.TUNNEL_BYTES_HELD, heldBytes);
    }

    /** Now and then: whether what was sent arrives, and whether the owner still knows tunnels that are quiet. */
    void checkConfirmed(long nowNs) {
        for (EntranceRow row : List.copyOf(byPartition.values())) {
            for (TunnelEntrance entrance : row.all()) {
                if (entrance.flow.isOverdue(nowNs, limits.confirmMs() * 1_000_000)) {
                    broken(entrance);
                } else if (nowNs - entrance.heardNs > limits.probeMs() * 1_000_000 && frames.credit(entrance)) {
                    entrance.heardNs = nowNs;
                }
            }
        }
    }

    boolean isAnyWaiting() {
        return !waiting.isEmpty();
    }

    /** Tries again what the links had no room for. @return whether something still waits */
    boolean retry() {
        if (waiting.isEmpty()) {
            return false;
        }
        List<TunnelEntrance> now = List.copyOf(waiting);
        waiting.clear();
        for (TunnelEntrance entrance : now) {
            entrance.waiting = false;
            if (!entrance.over) {
                drainToOwner(entrance);
            }
        }
        return !waiting.isEmpty();
    }

    // The end.

    private void ownerChanged(EntranceRow row) {
        for (TunnelEntrance entrance : row.all()) {
            if (entrance.stays) {
                broken(entrance);
            } else {
                sendOn(entrance, true);
            }
        }
    }

    /** The client goes to the owner itself. What waits for either is dropped: it was not acked. */
    private void sendOn(TunnelEntrance entrance, boolean manyGo) {
        tellOwner(entrance);
        if (!entrance.clientGone && entrance.toClient.isCut()) {
            clients.close(entrance.connection);
        } else if (!entrance.clientGone) {
            clients.sendOn(entrance.connection, entrance.partition, manyGo);
        }
        end(entrance);
    }

    /** The client hears that there is no room, or to come back. What waits is dropped: it was not acked. */
    private void turnAway(TunnelEntrance entrance, boolean full) {
        if (!entrance.clientGone) {
            meter.add(Metric.TUNNELS_BROKEN, 1);
            if (entrance.toClient.isCut()) {
                // A frame of ours in the middle of another one would be worse than none.
                clients.close(entrance.connection);
            } else if (full) {
                clients.refuse(entrance.connection);
            } else {
                clients.comeBack(entrance.connection);
            }
        }
        end(entrance);
    }

    /**
     * Ends all tunnels. Clients that do not stay are sent to the owner.
     *
     * @param lastWord says something to a connection of one that stays, and closes it
     */
    public void letGo(LongConsumer lastWord) {
        for (TunnelEntrance entrance : List.copyOf(byNumber.values())) {
            if (!entrance.stays) {
                sendOn(entrance, true);
                continue;
            }
            tellOwner(entrance);
            if (!entrance.clientGone && entrance.toClient.isCut()) {
                clients.close(entrance.connection);
            } else if (!entrance.clientGone) {
                lastWord.accept(entrance.connection);
            }
            end(entrance);
        }
    }

    /** If the link does not take it, the owner hears when it sends something next. */
    private void tellOwner(TunnelEntrance entrance) {
        frames.close(entrance, TunnelFrames.ENDED);
    }

    private void end(TunnelEntrance entrance) {
        if (entrance.over) {
            return;
        }
        entrance.over = true;
        heldBytes -= entrance.toOwner.clear() + entrance.toClient.clear();
        byNumber.remove(entrance.number);
        byConnection.remove(entrance.connection, entrance);
        if (!entrance.clientGone) {
            clients.wantMore(entrance.connection, true);
        }
        leaveRow(entrance);
    }

    private void leaveRow(TunnelEntrance entrance) {
        EntranceRow row = entrance.row;
        if (row != null) {
            row.remove(entrance);
            if (row.isEmpty()) {
                byPartition.remove(entrance.partition);
            }
        }
    }
}
