package dev.carillon.node.tunnel;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.Meter;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Both kinds of ends that one loop has, what comes for them from other nodes, and what time brings about. Runs on the loop. */
public final class Tunnels {
    private static final long NEVER = Long.MAX_VALUE;

    private final TunnelFrames frames;
    private final TunnelCredits credits;
    private final TunnelTrouble trouble;
    private final TunnelEntrances entrances;
    private final TunnelExits exits;
    private final LongSupplier clock;
    private long payAtNs;
    private long retryAtNs = NEVER;

    /**
     * @param self this node's number
     * @param notice hears of what makes no sense, in sentences
     * @param clock monotonic, ns
     * @param firstNumber of this loop's tunnels; higher than any that this node ever gave, in another life too
     * @param numberStep from one number to the next, so that loops share none
     */
    public Tunnels(
            int self,
            Owners owners,
            Peers peers,
            TunnelLimits limits,
            Meter meter,
            TunnelEntrances.Clients clients,
            TunnelExits.Sessions sessions,
            Consumer<String> notice,
            LongSupplier clock,
            long firstNumber,
            int numberStep) {
        this.clock = clock;
        this.frames = new TunnelFrames(peers);
        this.credits = new TunnelCredits(frames);
        this.trouble = new TunnelTrouble(meter, notice, clock);
        this.entrances = new TunnelEntrances(
                self, owners, peers, limits, meter, frames, credits, trouble, clients, clock, firstNumber, numberStep);
        this.exits = new TunnelExits(peers, limits, meter, frames, credits, trouble, sessions, clock);
        this.payAtNs = clock.getAsLong();
    }

    /** The clients of this node that are served elsewhere. */
    public TunnelEntrances entrances() {
        return entrances;
    }

    /** The clients of other nodes that are served here. */
    public TunnelExits exits() {
        return exits;
    }

    /** A frame of a tunnel, from another node. Whatever is in it, nothing is thrown. */
    public void hear(int node, int kind, int partition, DirectBuffer b, int offset, int length) {
        if (!TunnelFrames.isWhole(kind, b, offset, length)) {
            trouble.tell(node, "sent a frame of a tunnel that is not whole (kind " + kind + ", " + length + " bytes)");
            return;
        }
        long number = TunnelFrames.number(b, offset);
        if (kind == FrameKind.TUNNEL_OPEN || kind == FrameKind.TUNNEL_CARRY) {
            int at = TunnelFrames.beginning(offset);
            exits.onBegin(node, kind, partition, number, b, at, offset + length - at);
        } else if (TunnelFrames.toward(b, offset) == TunnelFrames.TO_EXIT) {
            hear(exits.find(node, number), node, kind, partition, number, b, offset, length);
        } else {
            hear(entrances.find(node, number), node, kind, partition, number, b, offset, length);
        }
    }

    private void hear(
            @Nullable TunnelExit exit,
            int node,
            int kind,
            int partition,
            long number,
            DirectBuffer b,
            int offset,
            int length) {
        if (exit == null) {
            unknown(node, kind, partition, number, TunnelFrames.TO_ENTRANCE);
            return;
        }
        switch (kind) {
            case FrameKind.TUNNEL_BYTES -> {
                int at = offset + TunnelFrames.BYTES_HEADER;
                exits.onBytes(exit, TunnelFrames.from(b, offset), b, at, offset + length - at);
            }
            case FrameKind.TUNNEL_CREDIT ->
                exits.onCredit(exit, TunnelFrames.from(b, offset), TunnelFrames.passedOn(b, offset));
            default -> exits.onClose(exit);
        }
    }

    private void hear(
            @Nullable TunnelEntrance entrance,
            int node,
            int kind,
            int partition,
            long number,
            DirectBuffer b,
            int offset,
            int length) {
        if (entrance == null) {
            unknown(node, kind, partition, number, TunnelFrames.TO_EXIT);
            return;
        }
        switch (kind) {
            case FrameKind.TUNNEL_BYTES -> {
                int at = offset + TunnelFrames.BYTES_HEADER;
                entrances.onBytes(entrance, TunnelFrames.from(b, offset), b, at, offset + length - at);
            }
            case FrameKind.TUNNEL_CREDIT ->
                entrances.onCredit(entrance, TunnelFrames.from(b, offset), TunnelFrames.passedOn(b, offset));
            default -> entrances.onClose(entrance, TunnelFrames.reason(b, offset));
        }
    }

    /** It has ended here, or this is another life. The other end is told, unless it has just said that it has ended too. */
    private void unknown(int node, int kind, int partition, long number, int toward) {
        if (kind != FrameKind.TUNNEL_CLOSE) {
            frames.close(node, partition, number, toward, TunnelFrames.BROKEN);
        }
    }

    /** Every tick of the loop. */
    public void look(long nowNs) {
        entrances.look(nowNs);
        exits.look();
        if (nowNs - payAtNs >= 0) {
            payAtNs = nowNs + TunnelLimits.OWED_NS;
            credits.pay();
            entrances.checkConfirmed(nowNs);
            exits.checkConfirmed(nowNs);
        }
    }

    /** Each pass: what the links had no room for, now and then. */
    public void work(long nowNs) {
        if (retryAtNs == NEVER) {
            retryAtNs = entrances.isAnyWaiting() || exits.isAnyWaiting() ? nowNs + TunnelLimits.RETRY_NS : NEVER;
        } else if (nowNs - retryAtNs >= 0) {
            retryAtNs = entrances.retry() | exits.retry() ? clock.getAsLong() + TunnelLimits.RETRY_NS : NEVER;
        }
    }

    /** When {@link #work} is due, monotonic ns; {@link Long#MAX_VALUE} if nothing waits. */
    public long nextDeadlineNs() {
        return retryAtNs;
    }
}
