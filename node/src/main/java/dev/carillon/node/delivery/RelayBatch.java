package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Items of one partition's outbox on their way to another partition, with what its recipient has to know to judge them.
 * Made once and filled again and again; what it holds is valid during the call that it is handed to.
 */
public final class RelayBatch {
    /** Without its items, bytes; see {@link #encode}. */
    public static final int HEADER = 28;

    /** When a batch takes no more items, bytes; any single one fits. */
    public static final int ITEMS_BYTES = 64 * 1024;

    private static final DirectBuffer NOTHING = new UnsafeBuffer(0, 0);

    /** That the sender's sequences count in, from 1; see {@link PartitionHead#history}. */
    long history;

    /** The first xseq that the sender still has; what is older nobody will ever send again. */
    long kept;

    /** The xseq of the first item. */
    long first;

    int count;
    DirectBuffer items = NOTHING;
    int offset;
    int length;

    /** The xseq of the first item. */
    public long first() {
        return first;
    }

    /** Items. */
    public int count() {
        return count;
    }

    /** Of the items, bytes. */
    public int length() {
        return length;
    }

    /**
     * Writes all of it, {@link #HEADER} and {@link #length} bytes.
     *
     * <pre>history u64 | kept u64 | first xseq u64 | count u32 | items</pre>
     */
    public void encode(MutableDirectBuffer b, int at) {
        Bytes.putLong(b, at, history);
        Bytes.putLong(b, at + 8, kept);
        Bytes.putLong(b, at + 16, first);
        Bytes.putInt(b, at + 24, count);
        b.putBytes(at + HEADER, items, offset, length);
    }

    /** Takes what was written, at least {@link #HEADER} bytes; the items are not copied. */
    public void decode(DirectBuffer b, int at, int size) {
        history = Bytes.getLong(b, at);
        kept = Bytes.getLong(b, at + 8);
        first = Bytes.getLong(b, at + 16);
        count = Bytes.getInt(b, at + 24);
        items = b;
        offset = at + HEADER;
        length = size - HEADER;
    }

    /** Whether the items are as many as said, and end where it ends. */
    public boolean isWhole() {
        int left = count;
        long at = offset;
        long end = (long) offset + length;
        while (left > 0 && at + Integer.BYTES <= end) {
            int item = Bytes.getInt(items, (int) at);
            if (item < 0) {
                return false;
            }
            at += Integer.BYTES + (long) item;
            left--;
        }
        return left == 0 && at == end;
    }
}
