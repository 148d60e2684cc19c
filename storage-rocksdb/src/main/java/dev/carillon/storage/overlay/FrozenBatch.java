package dev.carillon.storage.overlay;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One partition's changes between two markers. Filled by a freeze, then read by the loop (items in flight stay readable)
 * and by the writer, and changed by nobody.
 */
final class FrozenBatch implements StateBatch {
    private static final byte[] DELETED = new byte[0];
    private static final int ENTRY_OVERHEAD = 16;

    private final int partition;
    private final Marker marker;
    private final Map<RecordKey, byte[]> records = new LinkedHashMap<>();
    private final List<OverlayQueue> queues = new ArrayList<>();
    private long[] ranges = new long[8]; // triples: queue, first sequence, count of refs
    private int rangeLongs;
    private long[] refs = new long[16];
    private int refCount;
    private long[] deletes = new long[8]; // triples: queue, from, to
    private int deleteLongs;
    private @Nullable ItemChunk[] chunks = new ItemChunk[0];
    private long chunkBytes;
    private long bytes;

    FrozenBatch(int partition, Marker marker) {
        this.partition = partition;
        this.marker = marker;
    }

    void putRecord(byte[] key, byte[] value) {
        records.put(new RecordKey(key), value);
        bytes += key.length + value.length + ENTRY_OVERHEAD;
    }

    void deleteRecord(byte[] key) {
        records.put(new RecordKey(key), DELETED);
        bytes += key.length + ENTRY_OVERHEAD;
    }

    /** The ring's slots are a function of the sequence, and its length is a power of two. */
    void addItems(OverlayQueue queue, long firstSeq, long[] ring, int count) {
        ranges = ensure(ranges, rangeLongs + 3);
        ranges[rangeLongs++] = queue.number;
        ranges[rangeLongs++] = firstSeq;
        ranges[rangeLongs++] = count;
        queues.add(queue);
        refs = ensure(refs, refCount + count);
        for (long seq = firstSeq; seq < firstSeq + count; seq++) {
            long ref = ring[(int) seq & (ring.length - 1)];
            refs[refCount++] = ref;
            bytes += ItemRef.length(ref) + ENTRY_OVERHEAD;
        }
    }

    void addDelete(long queue, long fromSeq, long toSeq) {
        deletes = ensure(deletes, deleteLongs + 3);
        deletes[deleteLongs++] = queue;
        deletes[deleteLongs++] = fromSeq;
        deletes[deleteLongs++] = toSeq;
        bytes += (toSeq - fromSeq) * ENTRY_OVERHEAD;
    }

    void seal(@Nullable ItemChunk[] handedOver, long heldBytes) {
        chunks = handedOver;
        chunkBytes = heldBytes;
    }

    DirectBuffer buffer(long ref) {
        ItemChunk chunk = chunks[ItemRef.chunk(ref)];
        if (chunk == null) {
            throw new IllegalStateException("item in chunk " + ItemRef.chunk(ref) + ", which is not in this batch");
        }
        return chunk.buffer;
    }

    @Nullable
    ItemChunk[] chunks() {
        return chunks;
    }

    List<OverlayQueue> queues() {
        return queues;
    }

    /** Memory that is freed when the batch is written. */
    long heldBytes() {
        return chunkBytes + 8L * (refs.length + ranges.length + deletes.length) + recordBytes();
    }

    private long recordBytes() {
        return 96L * records.size() + bytes - ENTRY_OVERHEAD * (long) refCount;
    }

    /** Whether the batch says anything about the record; then {@link #record} is its value. */
    boolean hasRecord(RecordKey key) {
        return records.containsKey(key);
    }

    byte @Nullable [] record(RecordKey key) {
        byte[] value = records.get(key);
        return value == DELETED ? null : value;
    }

    /** Hears every record, with null for a deleted one. */
    void forEachRecord(BiConsumer<RecordKey, byte @Nullable []> consumer) {
        records.forEach((key, value) -> consumer.accept(key, value == DELETED ? null : value));
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public Marker marker() {
        return marker;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void forEach(Changes changes) {
        records.forEach((key, value) -> {
            if (value == DELETED) {
                changes.deleteRecord(key.bytes());
            } else {
                changes.putRecord(key.bytes(), value);
            }
        });
        for (int i = 0; i < deleteLongs; i += 3) {
            changes.deleteItems(deletes[i], deletes[i + 1], deletes[i + 2]);
        }
        int ref = 0;
        for (int i = 0; i < rangeLongs; i += 3) {
            long seq = ranges[i + 1];
            for (long end = seq + ranges[i + 2]; seq < end; seq++, ref++) {
                long item = refs[ref];
                changes.putItem(ranges[i], seq, buffer(item), ItemRef.offset(item), ItemRef.length(item));
            }
        }
    }

    private static long[] ensure(long[] array, int length) {
        return length <= array.length ? array : Arrays.copyOf(array, Math.max(length, array.length * 2));
    }
}
