package dev.carillon.node.delivery;

import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.Arrays;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * How much a partition has taken from every other: the xseq of the last item, 0 for none, and the history of the other one
 * that this counts in.
 */
final class RelayMarks extends OverlayRecord {
    static final byte[] KEY = {'m'};

    /** As long as all others are in their first history. */
    private static final int VERSION_1 = 1;

    private static final int VERSION = 2;
    private static final int HEADER = 5;
    private static final int MARK_1 = 12;
    private static final int MARK = 20;

    private final long[] taken;
    private final long[] histories;

    /** Whether any other one is in a later history than its first. */
    private boolean forked;

    private RelayMarks(int partitions) {
        taken = new long[partitions];
        histories = new long[partitions];
        Arrays.fill(histories, 1);
    }

    static RelayMarks load(PartitionOverlay overlay, int partitions) {
        RelayMarks marks = new RelayMarks(partitions);
        byte[] value = overlay.load(KEY);
        if (value != null) {
            forEach(value, marks::set);
        }
        return marks;
    }

    /** What a stored record says, for a reader without a partition. */
    interface Visitor {
        void onMark(int from, long xseq, long history);
    }

    static void forEach(byte[] value, Visitor visitor) {
        UnsafeBuffer b = new UnsafeBuffer(value);
        Versions.check("relay", b.getByte(0), VERSION);
        boolean first = b.getByte(0) == VERSION_1;
        for (int i = 0, at = HEADER; i < Bytes.getInt(b, 1); i++, at += first ? MARK_1 : MARK) {
            visitor.onMark(Bytes.getInt(b, at), Bytes.getLong(b, at + 4), first ? 1 : Bytes.getLong(b, at + MARK_1));
        }
    }

    /** A stored record with marks that are no higher than allowed. */
    static byte[] cut(byte[] value, RelayCut allowed, int to) {
        byte[] cut = value.clone();
        UnsafeBuffer b = new UnsafeBuffer(cut);
        Versions.check("relay", b.getByte(0), VERSION);
        int length = b.getByte(0) == VERSION_1 ? MARK_1 : MARK;
        for (int i = 0, at = HEADER; i < Bytes.getInt(b, 1); i++, at += length) {
            Bytes.putLong(b, at + 4, Math.min(Bytes.getLong(b, at + 4), allowed.last(Bytes.getInt(b, at), to)));
        }
        return cut;
    }

    long taken(int from) {
        return taken[from];
    }

    /** The history of the other one, from 1. */
    long history(int from) {
        return histories[from];
    }

    void take(int from, long xseq) {
        taken[from] = xseq;
    }

    /** The other one is in a later history: what it sent behind {@code last} before means nothing now. */
    void forked(int from, long history, long last) {
        set(from, Math.min(taken[from], last), history);
    }

    private void set(int from, long xseq, long history) {
        taken[from] = xseq;
        histories[from] = history;
        forked |= history > 1;
    }

    @Override
    public byte[] key() {
        return KEY;
    }

    @Override
    public int encodedLengthMax() {
        return HEADER + MARK * taken.length;
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) (forked ? VERSION : VERSION_1));
        int count = 0;
        int at = offset + HEADER;
        for (int from = 0; from < taken.length; from++) {
            if (taken[from] > 0 || histories[from] > 1) {
                Bytes.putInt(b, at, from);
                Bytes.putLong(b, at + 4, taken[from]);
                if (forked) {
                    Bytes.putLong(b, at + MARK_1, histories[from]);
                }
                at += forked ? MARK : MARK_1;
                count++;
            }
        }
        Bytes.putInt(b, offset + 1, count);
        return at;
    }
}
