package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.delivery.RelayTransport;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Carries between partitions wherever they are led now: on this node, through the loops' mailboxes, or on another one,
 * through its link. Runs on the loop.
 *
 * <pre>
 *   RELAY         from u32 | first xseq u64 | count u32 | items
 *   RELAY_ANSWER  from u32 | xseq u64 | resend u8
 * </pre>
 */
final class ClusterRelay implements RelayTransport {
    private static final int RELAY_HEADER = 16;
    private static final int ANSWER_LENGTH = 13;

    private final int self;
    private final LocalRelay local;
    private final Owners owners;
    private final Peers peers;
    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(4096);

    ClusterRelay(int self, LocalRelay local, Owners owners, Peers peers) {
        this.self = self;
        this.local = local;
        this.owners = owners;
        this.peers = peers;
    }

    @Override
    public boolean isHere(int partition) {
        return owners.node(partition) == self && local.isHere(partition);
    }

    @Override
    public boolean send(int from, int to, long firstXseq, int count, DirectBuffer items, int offset, int length) {
        int owner = owners.node(to);
        if (owner == self) {
            return local.send(from, to, firstXseq, count, items, offset, length);
        }
        if (owner == 0) {
            return false;
        }
        frame.putInt(0, from, BIG_ENDIAN);
        frame.putLong(4, firstXseq, BIG_ENDIAN);
        frame.putInt(12, count, BIG_ENDIAN);
        frame.putBytes(RELAY_HEADER, items, offset, length);
        return peers.send(owner, FrameKind.RELAY, to, frame, 0, RELAY_HEADER + length);
    }

    @Override
    public boolean answer(int from, int to, long xseq, boolean resend) {
        int owner = owners.node(to);
        if (owner == self) {
            return local.answer(from, to, xseq, resend);
        }
        if (owner == 0) {
            return false;
        }
        frame.putInt(0, from, BIG_ENDIAN);
        frame.putLong(4, xseq, BIG_ENDIAN);
        frame.putByte(12, (byte) (resend ? 1 : 0));
        return peers.send(owner, FrameKind.RELAY_ANSWER, to, frame, 0, ANSWER_LENGTH);
    }

    /** A frame of this class, read back. @return false if it is none, or not whole */
    static boolean hear(int kind, int to, DirectBuffer b, int offset, int length, RelayReceiver receiver) {
        if (kind == FrameKind.RELAY && length >= RELAY_HEADER && isWhole(b, offset, length)) {
            receiver.onRelay(
                    b.getInt(offset, BIG_ENDIAN),
                    to,
                    b.getLong(offset + 4, BIG_ENDIAN),
                    b.getInt(offset + 12, BIG_ENDIAN),
                    b,
                    offset + RELAY_HEADER,
                    length - RELAY_HEADER);
            return true;
        }
        if (kind == FrameKind.RELAY_ANSWER && length == ANSWER_LENGTH) {
            receiver.onRelayAnswer(
                    b.getInt(offset, BIG_ENDIAN), to, b.getLong(offset + 4, BIG_ENDIAN), b.getByte(offset + 12) == 1);
            return true;
        }
        return false;
    }

    /** Whether the items are as many as said, and end where the frame ends. */
    private static boolean isWhole(DirectBuffer b, int offset, int length) {
        int left = b.getInt(offset + 12, BIG_ENDIAN);
        long at = offset + RELAY_HEADER;
        int end = offset + length;
        while (left > 0 && at + Integer.BYTES <= end) {
            int item = b.getInt((int) at, BIG_ENDIAN);
            if (item < 0) {
                return false;
            }
            at += Integer.BYTES + (long) item;
            left--;
        }
        return left == 0 && at == end;
    }
}
