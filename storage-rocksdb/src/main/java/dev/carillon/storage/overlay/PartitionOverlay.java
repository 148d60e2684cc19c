package dev.carillon.storage.overlay;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.QueueVisitor;
import dev.carillon.storage.RecordVisitor;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The applied state of one partition, as far as the engine does not have it yet, over the engine. The loop applies log
 * records through it, freezes the changes into a batch from time to time, hands that to the {@link Trailer}, and reports
 * back when it is written. Reads see the newest data, wherever it is.
 *
 * <p>Crash rule: the engine has the state at {@code engine.marker(partition)}; applying the log's records above it again
 * gives the state lost. So apply is deterministic, and a freeze happens between two entries, never within one.
 *
 * <p>Runs on the partition's loop.
 */
public final class PartitionOverlay {
    /** Largest item, in bytes. */
    public static final int ITEM_BYTES_MAX = ItemRef.LENGTH_MAX;

    private static final int RECORD_OVERHEAD = 64;
    private static final int REFERENCE_BYTES = 8;

    final ItemArena arena = new ItemArena();
    private final int partition;
    private final StateEngine engine;

    /** Dirty records and keys of deleted ones (byte[]), in the order of the calls. */
    private final List<Object> recordChanges = new ArrayList<>();

    private final Set<RecordKey> deletedKeys = new HashSet<>();
    private int lastDelete = OverlayRecord.CLEAN;
    private long recordBytes;
    private List<OverlayQueue> changedQueues = new ArrayList<>();
    private long ringBytes;
    private Marker frozenMarker;
    private @Nullable FrozenBatch inFlight;
    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(256);

    public PartitionOverlay(int partition, StateEngine engine) {
        this.partition = partition;
        this.engine = engine;
        this.frozenMarker = engine.marker(partition);
    }

    public int partition() {
        return partition;
    }

    /**
     * A record's value as of the last freeze or delete, or null. A dirty record's owner has the object itself.
     *
     * @return an array that is not to be changed
     */
    public byte @Nullable [] load(byte[] key) {
        RecordKey wrapped = new RecordKey(key);
        if (deletedKeys.contains(wrapped)) {
            return null;
        }
        FrozenBatch batch = inFlight;
        if (batch != null && batch.hasRecord(wrapped)) {
            return batch.record(wrapped);
        }
        return engine.record(partition, key);
    }

    /** Visits all records whose key begins with the prefix, newest values, in key order. For starts and rare tools. */
    public void scan(byte[] prefix, RecordVisitor visitor) {
        TreeMap<RecordKey, byte @Nullable []> newer = new TreeMap<>();
        if (inFlight != null) {
            inFlight.forEachRecord((key, value) -> putIfPrefixed(newer, prefix, key, value));
        }
        forEachRecordChange((key, value) -> putIfPrefixed(newer, prefix, new RecordKey(key), value));
        boolean[] stopped = new boolean[1];
        engine.scanRecords(partition, prefix, (key, value) -> {
            stopped[0] = !visitBelow(newer, new RecordKey(key), visitor);
            if (!stopped[0]) {
                RecordKey wrapped = new RecordKey(key);
                boolean replaced = newer.containsKey(wrapped);
                byte[] current = replaced ? newer.remove(wrapped) : value;
                stopped[0] = current != null && !visitor.onRecord(key, current);
            }
            return !stopped[0];
        });
        if (!stopped[0]) {
            visitBelow(newer, null, visitor);
        }
    }

    /** The record changed; it is encoded at the next freeze. Costs next to nothing when it is dirty already. */
    public void dirty(OverlayRecord record) {
        if (record.position > lastDelete) {
            return;
        }
        if (!deletedKeys.isEmpty()) {
            deletedKeys.remove(new RecordKey(record.key()));
        }
        record.position = recordChanges.size();
        recordChanges.add(record);
        recordBytes += RECORD_OVERHEAD + record.encodedLengthMax();
    }

    /** The record is gone. A dirty object with this key is not written, unless it becomes dirty again after this. */
    public void delete(byte[] key) {
        lastDelete = recordChanges.size();
        recordChanges.add(key);
        deletedKeys.add(new RecordKey(key));
        recordBytes += RECORD_OVERHEAD + key.length;
    }

    /**
     * A handle for the queue with this number, unique in the partition.
     *
     * @param first its first kept sequence
     * @param next the sequence of its next item: items {@code first} to {@code next - 1} exist
     */
    public OverlayQueue queue(long number, long first, long next) {
        return new OverlayQueue(this, number, first, next);
    }

    /** Memory held by changes, frozen or not, in bytes; live items count with the whole chunk that they pin. */
    public long bytes() {
        long held = arena.bytes() + ringBytes + recordBytes + (long) REFERENCE_BYTES * changedQueues.size();
        return inFlight == null ? held : held + inFlight.heldBytes();
    }

    /** The marker of the last batch, or the engine's at the beginning. */
    public Marker frozen() {
        return frozenMarker;
    }

    /** Whether a batch was frozen and is not reported written. */
    public boolean isInFlight() {
        return inFlight != null;
    }

    /**
     * Takes all changes since the last freeze into a batch. One that carries nothing but a newer marker is worth writing:
     * it lets the log be cut.
     *
     * @param marker the last entry applied
     * @return the batch, or null if neither state nor marker moved
     * @throws IllegalStateException if a batch is in flight
     */
    public @Nullable StateBatch freeze(Marker marker) {
        if (inFlight != null) {
            throw new IllegalStateException("partition " + partition + " has a batch in flight, up to "
                    + inFlight.marker() + "; freeze again after written()");
        }
        if (recordChanges.isEmpty() && changedQueues.isEmpty() && marker.equals(frozenMarker)) {
            return null;
        }
        FrozenBatch batch = new FrozenBatch(partition, marker);
        forEachRecordChange((key, value) -> {
            if (value == null) {
                batch.deleteRecord(key);
            } else {
                batch.putRecord(key, value);
            }
        });
        forgetRecordChanges();
        for (OverlayQueue queue : changedQueues) {
            queue.freezeInto(batch);
        }
        changedQueues = new ArrayList<>();
        long chunkBytes = arena.bytes();
        batch.seal(arena.handOver(), chunkBytes);
        inFlight = batch;
        frozenMarker = marker;
        return batch;
    }

    /** The engine has the batch that {@link #freeze} gave: what it holds leaves memory. */
    public void written(StateBatch batch) {
        FrozenBatch frozen = inFlight;
        if (frozen == null || frozen != batch) {
            throw new IllegalStateException("partition " + partition + " has not this batch in flight");
        }
        for (OverlayQueue queue : frozen.queues()) {
            queue.dropFrozen();
        }
        arena.takeBack(frozen.chunks());
        inFlight = null;
    }

    void changed(OverlayQueue queue) {
        changedQueues.add(queue);
    }

    void ringBytes(long delta) {
        ringBytes += delta;
    }

    DirectBuffer frozenBuffer(long ref) {
        FrozenBatch batch = inFlight;
        if (batch == null) {
            throw new IllegalStateException("partition " + partition + " has no batch in flight");
        }
        return batch.buffer(ref);
    }

    /** Reads items that must all be there, and says so if they are not. */
    int readEngine(long queue, long fromSeq, int count, QueueVisitor visitor) {
        EngineReader reader = new EngineReader(queue, fromSeq, visitor);
        int visited = engine.readQueue(partition, queue, fromSeq, count, reader);
        if (visited < count && !reader.stopped) {
            throw reader.missing();
        }
        return visited;
    }

    private final class EngineReader implements QueueVisitor {
        private final long queue;
        private final QueueVisitor visitor;
        private long expected;
        private boolean stopped;

        EngineReader(long queue, long fromSeq, QueueVisitor visitor) {
            this.queue = queue;
            this.expected = fromSeq;
            this.visitor = visitor;
        }

        @Override
        public boolean onItem(long seq, DirectBuffer buffer, int offset, int length) {
            if (seq != expected) {
                throw missing();
            }
            expected++;
            stopped = !visitor.onItem(seq, buffer, offset, length);
            return !stopped;
        }

        CorruptStorageException missing() {
            return new CorruptStorageException("partition " + partition + ", queue " + queue + ": item " + expected
                    + " is missing from the state engine, although the partition's state says that it is kept."
                    + " Nothing was changed; restore the data folder from a replica or a backup.");
        }
    }

    @FunctionalInterface
    private interface RecordChange {
        void onChange(byte[] key, byte @Nullable [] value);
    }

    private void forEachRecordChange(RecordChange consumer) {
        for (int i = 0; i < recordChanges.size(); i++) {
            Object change = recordChanges.get(i);
            if (change instanceof OverlayRecord record) {
                if (record.position == i) {
                    int length = record.encode(scratch, 0);
                    byte[] value = new byte[length];
                    scratch.getBytes(0, value);
                    consumer.onChange(record.key(), value);
                }
            } else {
                consumer.onChange((byte[]) change, null);
            }
        }
    }

    private void forgetRecordChanges() {
        for (Object change : recordChanges) {
            if (change instanceof OverlayRecord record) {
                record.position = OverlayRecord.CLEAN;
            }
        }
        recordChanges.clear();
        deletedKeys.clear();
        lastDelete = OverlayRecord.CLEAN;
        recordBytes = 0;
    }

    private static void putIfPrefixed(
            Map<RecordKey, byte @Nullable []> records, byte[] prefix, RecordKey key, byte @Nullable [] value) {
        if (key.startsWith(prefix)) {
            records.put(key, value);
        }
    }

    /** Visits, and removes, those below the limit; all of them if there is none. */
    private static boolean visitBelow(
            TreeMap<RecordKey, byte @Nullable []> records, @Nullable RecordKey limit, RecordVisitor visitor) {
        while (!records.isEmpty() && (limit == null || records.firstKey().compareTo(limit) < 0)) {
            Map.Entry<RecordKey, byte @Nullable []> entry = records.pollFirstEntry();
            byte[] value = entry == null ? null : entry.getValue();
            if (entry != null
                    && value != null
                    && !visitor.onRecord(entry.getKey().bytes(), value)) {
                return false;
            }
        }
        return true;
    }
}
