package dev.carillon.storage.log;

import static dev.carillon.storage.log.SectorLayout.BATCH_BYTES;
import static dev.carillon.storage.log.SectorLayout.BATCH_CHAIN;
import static dev.carillon.storage.log.SectorLayout.BATCH_CUT;
import static dev.carillon.storage.log.SectorLayout.BATCH_HEADER_END;
import static dev.carillon.storage.log.SectorLayout.BATCH_RECORDS;
import static dev.carillon.storage.log.SectorLayout.BATCH_SEQUENCE;
import static dev.carillon.storage.log.SectorLayout.BATCH_SYNCED;
import static dev.carillon.storage.log.SectorLayout.KIND_BATCH;
import static dev.carillon.storage.log.SectorLayout.RECORD_GROUP;
import static dev.carillon.storage.log.SectorLayout.RECORD_HEADER;
import static dev.carillon.storage.log.SectorLayout.RECORD_INDEX;
import static dev.carillon.storage.log.SectorLayout.RECORD_KIND;
import static dev.carillon.storage.log.SectorLayout.RECORD_LENGTH;
import static dev.carillon.storage.log.SectorLayout.SECTOR;
import static dev.carillon.storage.log.SectorLayout.SECTOR_HEADER;
import static dev.carillon.storage.log.SectorLayout.UNSYNCED_BEFORE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The batch of the current pass, already in the form it has on disk, so that one write takes it there. Reused; grows for
 * a large pass and shrinks after it. Runs on the loop.
 */
final class BatchBuffer {
    private static final int CAPACITY_MIN = 16 << 10;
    private static final int CAPACITY_KEPT_MAX = 4 << 20;

    private final Sectors sectors = new Sectors();
    private final UnsafeBuffer recordHeader = new UnsafeBuffer(new byte[RECORD_HEADER]);
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private ByteBuffer bytes = Sectors.allocate(CAPACITY_MIN);
    private int end = BATCH_HEADER_END;
    private int bodyBytes;
    private int records;
    private int[] groups = new int[64];
    private long[] indexes = new long[64];

    BatchBuffer() {
        view.wrap(bytes);
    }

    boolean isEmpty() {
        return records == 0;
    }

    int records() {
        return records;
    }

    int group(int record) {
        return groups[record];
    }

    long index(int record) {
        return indexes[record];
    }

    /** Bytes of records so far. */
    int bodyBytes() {
        return bodyBytes;
    }

    /** Sectors that the batch takes. */
    int sectors() {
        return (end + SECTOR - 1) / SECTOR;
    }

    void append(int group, int kind, long index, DirectBuffer buffer, int offset, int length) {
        ensureCapacity(SectorLayout.sectorsFor(bodyBytes + RECORD_HEADER + length) * SECTOR);
        recordHeader.putInt(RECORD_LENGTH, length, ByteOrder.LITTLE_ENDIAN);
        recordHeader.putInt(RECORD_GROUP, group, ByteOrder.LITTLE_ENDIAN);
        recordHeader.putLong(RECORD_INDEX, index, ByteOrder.LITTLE_ENDIAN);
        recordHeader.putByte(RECORD_KIND, (byte) kind);
        put(recordHeader, 0, RECORD_HEADER);
        put(buffer, offset, length);
        remember(group, index);
    }

    private void put(DirectBuffer source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            if (end % SECTOR == 0) {
                end += SECTOR_HEADER;
            }
            int part = Math.min(left, SECTOR - end % SECTOR);
            view.putBytes(end, source, from, part);
            end += part;
            from += part;
            left -= part;
        }
        bodyBytes += length;
    }

    private void remember(int group, long index) {
        if (records == groups.length) {
            groups = Arrays.copyOf(groups, 2 * records);
            indexes = Arrays.copyOf(indexes, 2 * records);
        }
        groups[records] = group;
        indexes[records] = index;
        records++;
    }

    private void ensureCapacity(int needed) {
        if (needed > bytes.capacity()) {
            ByteBuffer larger = Sectors.allocate(Math.max(needed, 2 * bytes.capacity()));
            view.getBytes(0, larger, 0, end);
            bytes = larger;
            view.wrap(bytes);
        }
    }

    /** Completes headers and checksums; the result is ready to be written, and valid until the next append. */
    ByteBuffer seal(int generation, long sequence, int cut, long synced) {
        int count = sectors();
        view.setMemory(end, count * SECTOR - end, (byte) 0);
        bytes.putLong(BATCH_SEQUENCE, sequence);
        bytes.putInt(BATCH_CUT, cut);
        bytes.putInt(BATCH_BYTES, bodyBytes);
        bytes.putLong(BATCH_SYNCED, synced);
        bytes.putInt(BATCH_RECORDS, records);
        int kind = synced == sequence - 1 ? KIND_BATCH : KIND_BATCH | UNSYNCED_BEFORE;
        int chain = 0;
        for (int i = 1; i < count; i++) {
            sectors.seal(bytes, i * SECTOR, generation, (int) sequence, i, kind);
            chain = Sectors.chain(chain, bytes, i * SECTOR);
        }
        bytes.putInt(BATCH_CHAIN, chain);
        sectors.seal(bytes, 0, generation, (int) sequence, 0, kind);
        return bytes.limit(count * SECTOR).position(0);
    }

    void clear() {
        if (bytes.capacity() > CAPACITY_KEPT_MAX) {
            bytes = Sectors.allocate(CAPACITY_MIN);
            view.wrap(bytes);
        }
        bytes.clear();
        end = BATCH_HEADER_END;
        bodyBytes = 0;
        records = 0;
    }
}
