package dev.carillon.storage.copy;

import static dev.carillon.storage.copy.ChunkLayout.BODY;
import static dev.carillon.storage.copy.ChunkLayout.CHECKSUM_BYTES;
import static dev.carillon.storage.copy.ChunkLayout.ORDER;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the chunks of one copy in their order. A chunk is checked as a whole before anything in it is passed on. One
 * thread.
 */
public final class ChunkDecoder {
    private final int partition;
    private final UnsafeBuffer chunk = new UnsafeBuffer(0, 0);
    private int bodyEnd;
    private int number;
    private int checksumBefore;
    private long records;
    private long items;
    private @Nullable Marker marker;
    private boolean ended;

    public ChunkDecoder(int partition) {
        this.partition = partition;
    }

    /** Chunks that were accepted. */
    public int chunks() {
        return number;
    }

    /** Whether the last chunk was among them. */
    public boolean isEnded() {
        return ended;
    }

    /** How far the state had come that was copied; null before the first chunk. */
    public @Nullable Marker marker() {
        return marker;
    }

    /**
     * Checks the next chunk; afterwards {@link #forEach} passes on what is in it, as long as the buffer is unchanged.
     *
     * @throws CorruptStorageException saying what is wrong with it
     */
    public void accept(DirectBuffer buffer, int offset, int length) {
        chunk.wrap(buffer, offset, length);
        checkWhole(length);
        checkNext();
        int kind = chunk.getByte(ChunkLayout.KIND);
        bodyEnd = length - CHECKSUM_BYTES;
        if (kind == ChunkLayout.KIND_END) {
            checkEnd();
        } else if (kind != ChunkLayout.KIND_DATA || walk(null) != bodyEnd) {
            throw refused("chunk " + number + " is no list of records and items, whatever its checksum says");
        }
        records += recordsHere();
        items += itemsHere();
        checksumBefore = chunk.getInt(bodyEnd, ORDER);
        number++;
    }

    /** Passes on the records and items of the chunk accepted last. */
    public void forEach(StateBatch.Changes to) {
        if (!ended) {
            walk(to);
        }
    }

    private void checkWhole(int length) {
        if (length < ChunkLayout.CHUNK_BYTES_MIN) {
            throw refused("chunk " + number + " is cut off, it has " + length + " bytes");
        }
        int version = chunk.getByte(ChunkLayout.VERSION) & 0xFF;
        if (version != ChunkLayout.FORMAT_VERSION) {
            throw refused("chunk " + number + " has format version " + version + ", and this Carillon knows version "
                    + ChunkLayout.FORMAT_VERSION);
        }
        int said = chunk.getInt(ChunkLayout.LENGTH, ORDER);
        if (said != length) {
            throw refused("chunk " + number + " has " + length + " bytes and says that it has " + said
                    + ": it is cut off or damaged");
        }
        int end = length - CHECKSUM_BYTES;
        if (chunk.getInt(end, ORDER) != ChunkLayout.checksum(chunk, 0, end)) {
            throw refused("chunk " + number + " is damaged, its checksum does not fit");
        }
    }

    private void checkNext() {
        if (ended) {
            throw refused("a chunk came after the last one");
        }
        int of = chunk.getInt(ChunkLayout.PARTITION, ORDER);
        if (of != partition) {
            throw refused("a chunk of partition " + of + " came");
        }
        int came = chunk.getInt(ChunkLayout.NUMBER, ORDER);
        if (came != number) {
            throw refused("chunk " + came + " came where chunk " + number + " was due");
        }
        Marker at = new Marker(chunk.getLong(ChunkLayout.GENERATION, ORDER), chunk.getLong(ChunkLayout.INDEX, ORDER));
        if (marker == null) {
            marker = at;
        }
        if (!marker.equals(at) || chunk.getInt(ChunkLayout.CHECKSUM_BEFORE, ORDER) != checksumBefore) {
            throw refused("chunk " + number + " is of another copy than the chunks before it");
        }
    }

    private void checkEnd() {
        if (bodyEnd != BODY + ChunkLayout.END_BODY || recordsHere() != 0 || itemsHere() != 0) {
            throw refused("chunk " + number + " is no end of a copy, whatever its checksum says");
        }
        long recordsSaid = chunk.getLong(BODY, ORDER);
        long itemsSaid = chunk.getLong(BODY + 8, ORDER);
        if (recordsSaid != records || itemsSaid != items) {
            throw refused(records + " records and " + items + " items came, and there should be " + recordsSaid
                    + " and " + itemsSaid);
        }
        ended = true;
    }

    private int recordsHere() {
        return chunk.getInt(ChunkLayout.RECORDS, ORDER);
    }

    private int itemsHere() {
        return chunk.getInt(ChunkLayout.ITEMS, ORDER);
    }

    /**
     * Goes through the body.
     *
     * @param to hears of every record and item; null to check only
     * @return where the last one ends, or -1 if one does not fit into the body
     */
    private int walk(StateBatch.@Nullable Changes to) {
        int at = BODY;
        for (int i = 0; i < recordsHere() && at >= 0; i++) {
            at = record(at, to);
        }
        for (int i = 0; i < itemsHere() && at >= 0; i++) {
            at = item(at, to);
        }
        return at;
    }

    private int record(int at, StateBatch.@Nullable Changes to) {
        int key = at + ChunkLayout.RECORD_HEADER;
        if (key > bodyEnd) {
            return -1;
        }
        int keyLength = chunk.getInt(at, ORDER);
        int valueLength = chunk.getInt(at + 4, ORDER);
        if (keyLength < 0 || valueLength < 0 || (long) keyLength + valueLength > bodyEnd - key) {
            return -1;
        }
        if (to != null) {
            to.putRecord(bytes(key, keyLength), bytes(key + keyLength, valueLength));
        }
        return key + keyLength + valueLength;
    }

    private int item(int at, StateBatch.@Nullable Changes to) {
        int item = at + ChunkLayout.ITEM_HEADER;
        if (item > bodyEnd) {
            return -1;
        }
        int length = chunk.getInt(at + 16, ORDER);
        if (length < 0 || length > bodyEnd - item) {
            return -1;
        }
        if (to != null) {
            to.putItem(chunk.getLong(at, ORDER), chunk.getLong(at + 8, ORDER), chunk, item, length);
        }
        return item + length;
    }

    private byte[] bytes(int at, int length) {
        byte[] bytes = new byte[length];
        chunk.getBytes(at, bytes);
        return bytes;
    }

    private CorruptStorageException refused(String what) {
        return new CorruptStorageException("The copy of partition " + partition + " cannot be used: " + what
                + ". The present state is untouched; fetch the copy again from its beginning.");
    }
}
