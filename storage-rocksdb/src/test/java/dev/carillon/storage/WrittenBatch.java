package dev.carillon.storage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/** A batch put together by hand. */
public final class WrittenBatch implements StateBatch {
    private final int partition;
    private final Marker marker;
    private final List<Consumer<Changes>> changes = new ArrayList<>();
    private long bytes;

    private WrittenBatch(int partition, Marker marker) {
        this.partition = partition;
        this.marker = marker;
    }

    public static WrittenBatch batch(int partition, long index) {
        return batch(partition, 1, index);
    }

    public static WrittenBatch batch(int partition, long generation, long index) {
        return new WrittenBatch(partition, new Marker(generation, index));
    }

    public WrittenBatch put(String key, String value) {
        changes.add(to -> to.putRecord(bytes(key), bytes(value)));
        bytes += key.length() + value.length();
        return this;
    }

    public WrittenBatch delete(String key) {
        changes.add(to -> to.deleteRecord(bytes(key)));
        return this;
    }

    public WrittenBatch item(long queue, long seq, String value) {
        byte[] item = bytes(value);
        changes.add(to -> to.putItem(queue, seq, new UnsafeBuffer(item), 0, item.length));
        bytes += item.length;
        return this;
    }

    public WrittenBatch items(long queue, long fromSeq, long toSeq) {
        for (long seq = fromSeq; seq < toSeq; seq++) {
            item(queue, seq, "item " + queue + "/" + seq);
        }
        return this;
    }

    public WrittenBatch trim(long queue, long fromSeq, long toSeq) {
        changes.add(to -> to.deleteItems(queue, fromSeq, toSeq));
        return this;
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
    public void forEach(Changes to) {
        changes.forEach(change -> change.accept(to));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
