package dev.carillon.storage.copy;

import static dev.carillon.storage.copy.ChunkLayout.BODY;
import static dev.carillon.storage.copy.ChunkLayout.CHECKSUM_BYTES;
import static dev.carillon.storage.copy.ChunkLayout.ORDER;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Writes the chunks of one copy, one after the other. What did not fit into a chunk is offered again for the next. */
public final class ChunkEncoder {
    private final int partition;
    private final Marker marker;
    private int number;
    private int checksumBefore;
    private long recordsBefore;
    private long itemsBefore;

    private MutableDirectBuffer buffer = new UnsafeBuffer(0, 0);
    private int start;
    private int lengthMax;
    private int length;
    private int records;
    private int items;

    ChunkEncoder(int partition, Marker marker) {
        this.partition = partition;
        this.marker = marker;
    }

    /** Begins a chunk; one that was begun and not finished is forgotten. */
    void begin(MutableDirectBuffer into, int offset, int bytesMax) {
        if (!into.isExpandable()) {
            into.checkLimit(Math.addExact(offset, bytesMax));
        }
        buffer = into;
        start = offset;
        lengthMax = bytesMax;
        length = BODY;
        records = 0;
        items = 0;
        requireRoom(ChunkLayout.END_BODY, "the end of the copy");
    }

    /**
     * Adds a record to the chunk.
     *
     * @return false if it must wait for the next chunk
     * @throws IllegalArgumentException if it does not fit into an empty chunk of this length
     */
    public boolean addRecord(byte[] key, byte[] value) {
        if (!hasRoom((long) ChunkLayout.RECORD_HEADER + key.length + value.length, "record")) {
            return false;
        }
        int at = start + length;
        buffer.putInt(at, key.length, ORDER);
        buffer.putInt(at + 4, value.length, ORDER);
        buffer.putBytes(at + ChunkLayout.RECORD_HEADER, key);
        buffer.putBytes(at + ChunkLayout.RECORD_HEADER + key.length, value);
        length += ChunkLayout.RECORD_HEADER + key.length + value.length;
        records++;
        return true;
    }

    /** Adds an item to the chunk, like {@link #addRecord}; behind all records. */
    public boolean addItem(long queue, long seq, byte[] item) {
        if (!hasRoom((long) ChunkLayout.ITEM_HEADER + item.length, "item")) {
            return false;
        }
        int at = start + length;
        buffer.putLong(at, queue, ORDER);
        buffer.putLong(at + 8, seq, ORDER);
        buffer.putInt(at + 16, item.length, ORDER);
        buffer.putBytes(at + ChunkLayout.ITEM_HEADER, item);
        length += ChunkLayout.ITEM_HEADER + item.length;
        items++;
        return true;
    }

    boolean isEmpty() {
        return length == BODY;
    }

    /**
     * Ends the chunk; an empty one is the last.
     *
     * @return its length
     */
    int finish() {
        int kind = ChunkLayout.KIND_DATA;
        if (isEmpty()) {
            kind = ChunkLayout.KIND_END;
            buffer.putLong(start + BODY, recordsBefore, ORDER);
            buffer.putLong(start + BODY + 8, itemsBefore, ORDER);
            length += ChunkLayout.END_BODY;
        }
        buffer.putByte(start + ChunkLayout.VERSION, (byte) ChunkLayout.FORMAT_VERSION);
        buffer.putByte(start + ChunkLayout.KIND, (byte) kind);
        buffer.putInt(start + ChunkLayout.LENGTH, length + CHECKSUM_BYTES, ORDER);
        buffer.putInt(start + ChunkLayout.PARTITION, partition, ORDER);
        buffer.putLong(start + ChunkLayout.GENERATION, marker.generation(), ORDER);
        buffer.putLong(start + ChunkLayout.INDEX, marker.index(), ORDER);
        buffer.putInt(start + ChunkLayout.NUMBER, number++, ORDER);
        buffer.putInt(start + ChunkLayout.CHECKSUM_BEFORE, checksumBefore, ORDER);
        buffer.putInt(start + ChunkLayout.RECORDS, records, ORDER);
        buffer.putInt(start + ChunkLayout.ITEMS, items, ORDER);
        checksumBefore = ChunkLayout.checksum(buffer, start, length);
        buffer.putInt(start + length, checksumBefore, ORDER);
        recordsBefore += records;
        itemsBefore += items;
        return length + CHECKSUM_BYTES;
    }

    private boolean hasRoom(long bytes, String what) {
        if (length + bytes + CHECKSUM_BYTES <= lengthMax) {
            return true;
        }
        if (isEmpty()) {
            requireRoom(bytes, "the next " + what);
        }
        return false;
    }

    private void requireRoom(long bytes, String what) {
        long needed = length + bytes + CHECKSUM_BYTES;
        if (needed > lengthMax) {
            throw new IllegalArgumentException("A chunk of at most " + lengthMax + " bytes has no room for " + what
                    + " of partition " + partition + ", which needs " + needed
                    + ". Nothing is lost; ask again with that"
                    + " much, " + StateExport.CHUNK_BYTES + " are enough for items of 64 KiB.");
        }
    }
}
