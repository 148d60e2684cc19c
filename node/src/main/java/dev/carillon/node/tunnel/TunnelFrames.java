package dev.carillon.node.tunnel;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Peers;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * The frames of tunnels (PEER.md): writes them, and reads where their fields are. Runs on the loop.
 *
 * <pre>
 *   TUNNEL_OPEN    number u64 | HELLO frame
 *   TUNNEL_BYTES   number u64 | toward u8 | from u64 | bytes
 *   TUNNEL_CREDIT  number u64 | toward u8 | arrived u64 | passed on u64
 *   TUNNEL_CLOSE   number u64 | toward u8 | reason u8
 * </pre>
 */
final class TunnelFrames {
    /** {@code toward}: from the client's node to the owner. */
    static final int TO_EXIT = 0;

    /** {@code toward}: from the owner to the client's node. */
    static final int TO_ENTRANCE = 1;

    // Why a tunnel is closed. Unknown reasons count as BROKEN.

    /** The client or its session has ended; what was sent before still counts. */
    static final int ENDED = 0;

    /** The user's partition is not led where the tunnel led to. */
    static final int NOT_LED = 1;

    /** Something is missing, or came that makes no sense; or there is no such tunnel. */
    static final int BROKEN = 2;

    /** There is no room for it. */
    static final int FULL = 3;

    /** Before a tunnel's bytes. */
    static final int BYTES_HEADER = 17;

    private static final int NUMBER = 8;
    private static final int TOWARD = 9;
    private static final int CREDIT_LENGTH = 25;
    private static final int CLOSE_LENGTH = 10;

    private final Peers peers;
    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(4096);

    TunnelFrames(Peers peers) {
        this.peers = peers;
    }

    // Writing; false if the link has no room, or there is none.

    boolean open(TunnelEnd end, DirectBuffer hello, int offset, int length) {
        return first(FrameKind.TUNNEL_OPEN, end, hello, offset, length);
    }

    boolean carry(TunnelEnd end, DirectBuffer session, int offset, int length) {
        return first(FrameKind.TUNNEL_CARRY, end, session, offset, length);
    }

    private boolean first(int kind, TunnelEnd end, DirectBuffer buffer, int offset, int length) {
        frame.putLong(0, end.number, BIG_ENDIAN);
        frame.putBytes(NUMBER, buffer, offset, length);
        return peers.send(end.node, kind, end.partition, frame, 0, NUMBER + length);
    }

    boolean bytes(TunnelEnd end, DirectBuffer buffer, int offset, int length) {
        begin(end);
        frame.putLong(TOWARD, end.flow.sent(), BIG_ENDIAN);
        frame.putBytes(BYTES_HEADER, buffer, offset, length);
        return peers.send(end.node, FrameKind.TUNNEL_BYTES, end.partition, frame, 0, BYTES_HEADER + length);
    }

    boolean credit(TunnelEnd end) {
        begin(end);
        frame.putLong(TOWARD, end.flow.heard(), BIG_ENDIAN);
        frame.putLong(TOWARD + Long.BYTES, end.flow.taken(), BIG_ENDIAN);
        boolean went = peers.send(end.node, FrameKind.TUNNEL_CREDIT, end.partition, frame, 0, CREDIT_LENGTH);
        if (went) {
            end.flow.told();
        }
        return went;
    }

    boolean close(TunnelEnd end, int reason) {
        return close(end.node, end.partition, end.number, end.toward, reason);
    }

    boolean close(int node, int partition, long number, int toward, int reason) {
        frame.putLong(0, number, BIG_ENDIAN);
        frame.putByte(NUMBER, (byte) toward);
        frame.putByte(TOWARD, (byte) reason);
        return peers.send(node, FrameKind.TUNNEL_CLOSE, partition, frame, 0, CLOSE_LENGTH);
    }

    private void begin(TunnelEnd end) {
        frame.putLong(0, end.number, BIG_ENDIAN);
        frame.putByte(NUMBER, (byte) end.toward);
    }

    // Reading.

    /** Whether the frame has the length of its kind, and a direction that there is. */
    static boolean isWhole(int kind, DirectBuffer b, int offset, int length) {
        return switch (kind) {
            case FrameKind.TUNNEL_OPEN, FrameKind.TUNNEL_CARRY -> length > NUMBER;
            case FrameKind.TUNNEL_BYTES -> length > BYTES_HEADER && isToward(b, offset);
            case FrameKind.TUNNEL_CREDIT -> length == CREDIT_LENGTH && isToward(b, offset);
            case FrameKind.TUNNEL_CLOSE -> length == CLOSE_LENGTH && isToward(b, offset);
            default -> false;
        };
    }

    private static boolean isToward(DirectBuffer b, int offset) {
        return toward(b, offset) == TO_EXIT || toward(b, offset) == TO_ENTRANCE;
    }

    static long number(DirectBuffer b, int offset) {
        return b.getLong(offset, BIG_ENDIAN);
    }

    /** Of a frame that begins a tunnel: where what follows its number is. */
    static int beginning(int offset) {
        return offset + NUMBER;
    }

    static int toward(DirectBuffer b, int offset) {
        return b.getByte(offset + NUMBER);
    }

    /** Of TUNNEL_BYTES: where they belong. Of TUNNEL_CREDIT: how many have arrived. */
    static long from(DirectBuffer b, int offset) {
        return b.getLong(offset + TOWARD, BIG_ENDIAN);
    }

    static long passedOn(DirectBuffer b, int offset) {
        return b.getLong(offset + TOWARD + Long.BYTES, BIG_ENDIAN);
    }

    static int reason(DirectBuffer b, int offset) {
        return b.getByte(offset + TOWARD);
    }
}
