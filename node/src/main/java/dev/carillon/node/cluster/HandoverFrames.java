package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What nodes say to one another while a partition moves. Written and read on the loop.
 *
 * <pre>
 *   FOLLOW    generation u64 | from u64 | based u8
 *   FOLLOWED  generation u64 | flags u8 (1: the log does not reach back so far; 2: the generation is over)
 *             | seal index u64 | history at the seal u64 | items
 *     item    index u64 | term start u8 | length u32 | bytes
 *   MOVED     partition u32 | attempt u32 | generation u64 (0: it will not move) | seal index u64 | history u64 | pause us u64
 * </pre>
 */
final class HandoverFrames {
    static final int FOLLOW = 17;
    static final int FOLLOWED = 25;
    static final int ITEM = 13;
    static final int MOVED = 40;
    private static final int GONE = 1;
    private static final int SEALED = 2;

    private final ExpandableArrayBuffer frame = new ExpandableArrayBuffer(4096);
    private int length;

    void follow(Peers peers, int node, PartitionReplica replica) {
        frame.putLong(0, replica.generation(), BIG_ENDIAN);
        frame.putLong(8, replica.nextEntry(), BIG_ENDIAN);
        frame.putByte(16, (byte) (replica.isBased() ? 1 : 0));
        peers.send(node, FrameKind.FOLLOW, replica.number(), frame, 0, FOLLOW);
    }

    void begin(long generation) {
        frame.putLong(0, generation, BIG_ENDIAN);
        frame.putByte(8, (byte) 0);
        length = FOLLOWED;
    }

    /** How the generation ended; null as long as it goes on. */
    void sealed(@Nullable GenerationSeal seal) {
        frame.putByte(8, (byte) (seal == null ? 0 : SEALED));
        frame.putLong(9, seal == null ? 0 : seal.index(), BIG_ENDIAN);
        frame.putLong(17, seal == null ? 0 : seal.sealedHistory(), BIG_ENDIAN);
    }

    void add(long index, boolean termStart, DirectBuffer entry, int offset, int entryLength) {
        frame.putLong(length, index, BIG_ENDIAN);
        frame.putByte(length + 8, (byte) (termStart ? 1 : 0));
        frame.putInt(length + 9, entryLength, BIG_ENDIAN);
        frame.putBytes(length + ITEM, entry, offset, entryLength);
        length += ITEM + entryLength;
    }

    void followed(Peers peers, int node, int partition, boolean gone) {
        frame.putByte(8, (byte) (frame.getByte(8) | (gone ? GONE : 0)));
        peers.send(node, FrameKind.FOLLOWED, partition, frame, 0, gone ? FOLLOWED : length);
    }

    /** Plays the items of a FOLLOWED frame into the replica. @return how many it took */
    static int play(PartitionReplica replica, DirectBuffer b, int offset, int frameLength) {
        int at = offset + FOLLOWED;
        int end = offset + frameLength;
        int taken = 0;
        while (at + ITEM <= end) {
            int bytes = b.getInt(at + 9, BIG_ENDIAN);
            if (bytes < 0 || bytes > end - at - ITEM) {
                return taken;
            }
            taken += replica.follow(b.getLong(at, BIG_ENDIAN), b.getByte(at + 8) == 1, b, at + ITEM, bytes) ? 1 : 0;
            at += ITEM + bytes;
        }
        return taken;
    }

    static boolean isGone(DirectBuffer b, int offset) {
        return (b.getByte(offset + 8) & GONE) != 0;
    }

    /** Whether both say that the generation is over, and not both the same of what was in it. */
    static boolean differs(PartitionReplica replica, DirectBuffer b, int offset) {
        GenerationSeal seal = replica.seal();
        long history = b.getLong(offset + 17, BIG_ENDIAN);
        return (b.getByte(offset + 8) & SEALED) != 0
                && replica.isSealed()
                && (seal.index() != b.getLong(offset + 9, BIG_ENDIAN)
                        || history != 0 && seal.sealedHistory() != history);
    }

    void moved(MoveReport report) {
        frame.putInt(0, report.partition(), BIG_ENDIAN);
        frame.putInt(4, report.attempt(), BIG_ENDIAN);
        frame.putLong(8, report.generation(), BIG_ENDIAN);
        frame.putLong(16, report.sealIndex(), BIG_ENDIAN);
        frame.putLong(24, report.history(), BIG_ENDIAN);
        frame.putLong(32, report.pauseMicros(), BIG_ENDIAN);
    }

    DirectBuffer buffer() {
        return frame;
    }

    static MoveReport moved(int node, DirectBuffer b, int offset) {
        return new MoveReport(
                b.getInt(offset, BIG_ENDIAN),
                b.getInt(offset + 4, BIG_ENDIAN),
                b.getLong(offset + 8, BIG_ENDIAN),
                node,
                b.getLong(offset + 16, BIG_ENDIAN),
                b.getLong(offset + 24, BIG_ENDIAN),
                b.getLong(offset + 32, BIG_ENDIAN));
    }
}
