package dev.carillon.storage.memory;

import dev.carillon.storage.Marker;
import dev.carillon.storage.QueueVisitor;
import dev.carillon.storage.RecordVisitor;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StateEngine} in memory that can crash: {@link #crash} takes it back to what was flushed, and some of the
 * oldest unflushed batches if asked for, because a real engine may flush by itself. Thread-safe.
 */
public final class MemoryStateEngine implements StateEngine {
    private final Map<Integer, PartitionData> written = new HashMap<>();
    private final Map<Integer, PartitionData> flushed = new HashMap<>();
    private final List<CopiedBatch> unflushed = new ArrayList<>();
    private long unflushedBytes;
    private long flushes;
    private long queueReads;
    private long crashes;

    @Override
    public synchronized Marker marker(int partition) {
        PartitionData data = written.get(partition);
        return data == null ? Marker.NONE : data.marker;
    }

    @Override
    public synchronized Marker flushedMarker(int partition) {
        PartitionData data = flushed.get(partition);
        return data == null ? Marker.NONE : data.marker;
    }

    @Override
    public synchronized byte @Nullable [] record(int partition, byte[] key) {
        PartitionData data = written.get(partition);
        return data == null ? null : data.records.get(key);
    }

    @Override
    public synchronized void scanRecords(int partition, byte[] prefix, RecordVisitor visitor) {
        PartitionData data = written.get(partition);
        if (data == null) {
            return;
        }
        for (Map.Entry<byte[], byte[]> entry :
                data.records.tailMap(prefix, true).entrySet()) {
            byte[] key = entry.getKey();
            if (key.length < prefix.length || !Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length)) {
                return;
            }
            if (!visitor.onRecord(key, entry.getValue())) {
                return;
            }
        }
    }

    @Override
    public synchronized int readQueue(int partition, long queue, long fromSeq, int maxItems, QueueVisitor visitor) {
        queueReads++;
        PartitionData data = written.get(partition);
        NavigableMap<Long, byte[]> items = data == null ? null : data.queues.get(queue);
        if (items == null || maxItems <= 0) {
            return 0;
        }
        int visited = 0;
        UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        for (Map.Entry<Long, byte[]> item : items.tailMap(fromSeq, true).entrySet()) {
            buffer.wrap(item.getValue());
            if (!visitor.onItem(item.getKey(), buffer, 0, buffer.capacity())) {
                return visited;
            }
            if (++visited == maxItems) {
                return visited;
            }
        }
        return visited;
    }

    @Override
    public synchronized void write(StateBatch batch) {
        CopiedBatch copy = new CopiedBatch(batch);
        data(written, batch.partition()).apply(copy);
        unflushed.add(copy);
        unflushedBytes += copy.bytes();
    }

    @Override
    public synchronized void flush() {
        for (CopiedBatch batch : unflushed) {
            data(flushed, batch.partition()).apply(batch);
        }
        forgetUnflushed();
        flushes++;
    }

    @Override
    public synchronized StateExport export(int partition) {
        PartitionData data = written.get(partition);
        return new MemoryStateExport(partition, data == null ? new PartitionData() : data.copy());
    }

    @Override
    public synchronized StateImport startImport(int partition) {
        return new MemoryStateImport(this, partition, crashes);
    }

    /** A process that crashed completes no import. */
    synchronized void replace(int partition, PartitionData imported, long crashesBefore) {
        if (crashes != crashesBefore) {
            throw new IllegalStateException("The import of partition " + partition + " was lost in a crash. The present"
                    + " state is untouched; start another to fetch the copy again.");
        }
        written.put(partition, imported);
        flush();
        // Batches that were unflushed went into the state that is replaced.
        flushed.put(partition, imported.copy());
    }

    @Override
    public synchronized void remove(int partition) {
        flush();
        written.remove(partition);
        flushed.remove(partition);
    }

    @Override
    public synchronized long bytes(int partition) {
        PartitionData data = written.get(partition);
        if (data == null) {
            return 0;
        }
        long sum = 0;
        for (Map.Entry<byte[], byte[]> record : data.records.entrySet()) {
            sum += record.getKey().length + record.getValue().length;
        }
        for (NavigableMap<Long, byte[]> queue : data.queues.values()) {
            for (byte[] item : queue.values()) {
                sum += item.length;
            }
        }
        return sum;
    }

    @Override
    public synchronized long unflushedBytes() {
        return unflushedBytes;
    }

    /** Reads of queues since construction. */
    public synchronized long queueReads() {
        return queueReads;
    }

    /** Flushes since construction. */
    public synchronized long flushes() {
        return flushes;
    }

    /** Batches that a crash now may take. */
    public synchronized int unflushedBatches() {
        return unflushed.size();
    }

    /** Loses everything that was not flushed. */
    public void crash() {
        crash(0);
    }

    /**
     * Loses what was not flushed, but for its oldest batches.
     *
     * @param survivors how many of {@link #unflushedBatches} a flush of the engine's own had already saved
     */
    public synchronized void crash(int survivors) {
        for (CopiedBatch batch : unflushed.subList(0, survivors)) {
            data(flushed, batch.partition()).apply(batch);
        }
        forgetUnflushed();
        crashes++;
        written.clear();
        flushed.forEach((partition, data) -> written.put(partition, data.copy()));
    }

    @Override
    public void verify(Consumer<String> progress) {
        progress.accept("state in memory: nothing to verify");
    }

    @Override
    public void close() {
        // The data outlives it, as a folder would.
    }

    private void forgetUnflushed() {
        unflushed.clear();
        unflushedBytes = 0;
    }

    private static PartitionData data(Map<Integer, PartitionData> partitions, int partition) {
        return partitions.computeIfAbsent(partition, p -> new PartitionData());
    }
}
