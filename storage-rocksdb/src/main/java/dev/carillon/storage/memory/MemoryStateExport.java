package dev.carillon.storage.memory;

import dev.carillon.storage.copy.ChunkEncoder;
import dev.carillon.storage.copy.ChunkedExport;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hands out a copy of a partition's data. */
final class MemoryStateExport extends ChunkedExport {
    private final Iterator<Map.Entry<byte[], byte[]>> records;
    private final Iterator<Item> items;
    private Map.@Nullable Entry<byte[], byte[]> nextRecord;
    private @Nullable Item nextItem;
    private boolean closed;

    private record Item(long queue, long seq, byte[] bytes) {}

    MemoryStateExport(int partition, PartitionData data) {
        super(partition, data.marker);
        records = data.records.entrySet().iterator();
        items = data.queues.entrySet().stream()
                .sorted((one, other) -> Long.compareUnsigned(one.getKey(), other.getKey()))
                .flatMap(queue -> queue.getValue().entrySet().stream()
                        .map(item -> new Item(queue.getKey(), item.getKey(), item.getValue())))
                .iterator();
        nextRecord = next(records);
        nextItem = next(items);
    }

    @Override
    protected void fill(ChunkEncoder into) {
        if (closed) {
            throw new IllegalStateException("the export is closed");
        }
        for (; nextRecord != null; nextRecord = next(records)) {
            if (!into.addRecord(nextRecord.getKey(), nextRecord.getValue())) {
                return;
            }
        }
        for (; nextItem != null; nextItem = next(items)) {
            if (!into.addItem(nextItem.queue(), nextItem.seq(), nextItem.bytes())) {
                return;
            }
        }
    }

    private static <T> @Nullable T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }

    @Override
    public void close() {
        closed = true;
    }
}
