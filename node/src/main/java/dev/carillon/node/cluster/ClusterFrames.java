package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How nodes tell one another what they know of the cluster.
 *
 * <pre>
 *   CLUSTER_STATE    flags u8 (1: a majority of the meta group has said so just now) | state
 *   CLUSTER_VERSION  version u64 | flags u8 (1: a majority shall be asked) | newest format that the sender knows u16
 *                    | once the meta group was recovered: how often u16, ID of the last recovery u64
 *   WISH             number u64 | kind and words, see ClusterWish
 *   WISH_ANSWER      number u64 | result u8, see WishResult | words in UTF-8
 * </pre>
 */
final class ClusterFrames {
    private static final int VERSION = 11;
    private static final int VERSION_RECOVERED = 21;

    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(8192);

    void state(Peers peers, int node, ClusterState state, boolean confirmed) {
        byte[] bytes = ClusterStateCodec.encode(state);
        frame.putByte(0, (byte) (confirmed ? 1 : 0));
        frame.putBytes(1, bytes);
        peers.send(node, FrameKind.CLUSTER_STATE, state.metaNumber(), frame, 0, 1 + bytes.length);
    }

    /** @param newestFormat that this node knows */
    void version(Peers peers, int node, ClusterState known, boolean confirm, int newestFormat) {
        frame.putLong(0, known.version(), BIG_ENDIAN);
        frame.putByte(8, (byte) (confirm ? 1 : 0));
        frame.putShort(9, (short) newestFormat, BIG_ENDIAN);
        List<MetaRecovery> recoveries = known.recoveries();
        int length = VERSION;
        if (!recoveries.isEmpty()) {
            frame.putShort(VERSION, (short) recoveries.size(), BIG_ENDIAN);
            frame.putLong(VERSION + 2, recoveries.get(recoveries.size() - 1).id(), BIG_ENDIAN);
            length = VERSION_RECOVERED;
        }
        peers.send(node, FrameKind.CLUSTER_VERSION, known.metaNumber(), frame, 0, length);
    }

    static boolean isVersion(int length) {
        return length == VERSION || length == VERSION_RECOVERED;
    }

    static boolean isToBeConfirmed(DirectBuffer b, int offset) {
        return b.getByte(offset + 8) == 1;
    }

    /** The newest format that the sender of a CLUSTER_VERSION knows. */
    static int format(DirectBuffer b, int offset) {
        return b.getShort(offset + 9, BIG_ENDIAN) & 0xFFFF;
    }

    /** How what the sender of a CLUSTER_VERSION knows stands to what is known here. */
    static Succession age(DirectBuffer b, int offset, int length, ClusterState known) {
        boolean recovered = length == VERSION_RECOVERED;
        return Succession.of(
                b.getLong(offset, BIG_ENDIAN),
                recovered ? b.getShort(offset + VERSION, BIG_ENDIAN) : 0,
                recovered ? b.getLong(offset + VERSION + 2, BIG_ENDIAN) : 0,
                known);
    }

    /** @return null if it is none */
    static @Nullable ClusterState state(DirectBuffer b, int offset, int length) {
        if (length < 2) {
            return null;
        }
        byte[] bytes = new byte[length - 1];
        b.getBytes(offset + 1, bytes);
        return ClusterStateCodec.decode(bytes);
    }

    void wish(Peers peers, int node, int meta, long number, ClusterWish wish) {
        byte[] bytes = wish.encode();
        frame.putLong(0, number, BIG_ENDIAN);
        frame.putBytes(8, bytes);
        peers.send(node, FrameKind.WISH, meta, frame, 0, 8 + bytes.length);
    }

    void answer(Peers peers, int node, int meta, long number, WishResult result, String words) {
        byte[] bytes = words.getBytes(UTF_8);
        frame.putLong(0, number, BIG_ENDIAN);
        frame.putByte(8, (byte) result.code());
        frame.putBytes(9, bytes);
        peers.send(node, FrameKind.WISH_ANSWER, meta, frame, 0, 9 + bytes.length);
    }

    static long number(DirectBuffer b, int offset, int length) {
        return length < 8 ? 0 : b.getLong(offset, BIG_ENDIAN);
    }

    static @Nullable ClusterWish wish(DirectBuffer b, int offset, int length) {
        if (length < 8) {
            return null;
        }
        byte[] bytes = new byte[length - 8];
        b.getBytes(offset + 8, bytes);
        return ClusterWish.decode(bytes);
    }

    /** Of an answer that says none which is known here, nothing is known. */
    static WishResult result(DirectBuffer b, int offset, int length) {
        WishResult said = length > 8 ? WishResult.of(b.getByte(offset + 8)) : null;
        return said == null ? WishResult.UNKNOWN : said;
    }

    static String words(DirectBuffer b, int offset, int length) {
        byte[] bytes = new byte[Math.max(0, length - 9)];
        b.getBytes(offset + 9, bytes);
        return new String(bytes, UTF_8);
    }
}
