package dev.carillon.storage.memory;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;

/** Records and queues of one partition at one marker. */
final class PartitionData implements StateBatch.Changes {
    final NavigableMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);
    final Map<Long, NavigableMap<Long, byte[]>> queues = new HashMap<>();
    Marker marker = Marker.NONE;

    PartitionData copy() {
        PartitionData copy = new PartitionData();
        copy.records.putAll(records);
        queues.forEach((number, items) -> copy.queues.put(number, new TreeMap<>(items)));
        copy.marker = marker;
        return copy;
    }

    void apply(StateBatch batch) {
        batch.forEach(this);
        marker = batch.marker();
    }

    @Override
    public void putRecord(byte[] key, byte[] value) {
        records.put(key, value);
    }

    @Override
    public void deleteRecord(byte[] key) {
        records.remove(key);
    }

    @Override
    public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
        byte[] item = new byte[length];
        buffer.getBytes(offset, item);
        queues.computeIfAbsent(queue, number -> new TreeMap<>()).put(seq, item);
    }

    @Override
    public void deleteItems(long queue, long fromSeq, long toSeq) {
        NavigableMap<Long, byte[]> items = queues.get(queue);
        if (items != null) {
            items.subMap(fromSeq, toSeq).clear();
            if (items.isEmpty()) {
                queues.remove(queue);
            }
        }
    }
}
