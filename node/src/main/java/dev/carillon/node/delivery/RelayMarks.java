package dev.carillon.node.delivery;

import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** How much a partition has taken from every other: the xseq of the last item, 0 for none. */
final class RelayMarks extends OverlayRecord {
    static final byte[] KEY = {'m'};
    private static final int VERSION = 1;

    private final long[] taken;

    private RelayMarks(int partitions) {
        taken = new long[partitions];
    }

    static RelayMarks load(PartitionOverlay overlay, int partitions) {
        RelayMarks marks = new RelayMarks(partitions);
        byte[] value = overlay.load(KEY);
        if (value != null) {
            forEach(value, marks::take);
        }
        return marks;
    }

    /** What a stored record says, for a reader without a partition. */
    interface Visitor {
        void onMark(int from, long xseq);
    }

    static void forEach(byte[] value, Visitor visitor) {
        UnsafeBuffer b = new UnsafeBuffer(value);
        Versions.check("relay", b.getByte(0), VERSION);
        for (int i = 0, at = 5; i < Bytes.getInt(b, 1); i++, at += 12) {
            visitor.onMark(Bytes.getInt(b, at), Bytes.getLong(b, at + 4));
        }
    }

    /** A stored record with marks that are no higher than allowed. */
    static byte[] cut(byte[] value, RelayCut allowed, int to) {
        byte[] cut = value.clone();
        UnsafeBuffer b = new UnsafeBuffer(cut);
        Versions.check("relay", b.getByte(0), VERSION);
        for (int i = 0, at = 5; i < Bytes.getInt(b, 1); i++, at += 12) {
            Bytes.putLong(b, at + 4, Math.min(Bytes.getLong(b, at + 4), allowed.last(Bytes.getInt(b, at), to)));
        }
        return cut;
    }

    long taken(int from) {
        return taken[from];
    }

    void take(int from, long xseq) {
        taken[from] = xseq;
    }

    @Override
    public byte[] key() {
        return KEY;
    }

    @Override
    public int encodedLengthMax() {
        return 5 + 12 * taken.length;
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) VERSION);
        int count = 0;
        int at = offset + 5;
        for (int from = 0; from < taken.length; from++) {
            if (taken[from] > 0) {
                Bytes.putInt(b, at, from);
                Bytes.putLong(b, at + 4, taken[from]);
                at += 12;
                count++;
            }
        }
        Bytes.putInt(b, offset + 1, count);
        return at;
    }
}
