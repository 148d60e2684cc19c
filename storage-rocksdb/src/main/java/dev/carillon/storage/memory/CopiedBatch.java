package dev.carillon.storage.memory;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A batch whose items no longer lie in the overlay's chunks, which are used again once it is written. */
final class CopiedBatch implements StateBatch {
    private final int partition;
    private final Marker marker;
    private final long bytes;
    private final List<Consumer<Changes>> changes = new ArrayList<>();

    CopiedBatch(StateBatch batch) {
        partition = batch.partition();
        marker = batch.marker();
        bytes = batch.bytes();
        batch.forEach(new Changes() {
            @Override
            public void putRecord(byte[] key, byte[] value) {
                changes.add(to -> to.putRecord(key, value));
            }

            @Override
            public void deleteRecord(byte[] key) {
                changes.add(to -> to.deleteRecord(key));
            }

            @Override
            public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
                byte[] item = new byte[length];
                buffer.getBytes(offset, item);
                changes.add(to -> to.putItem(queue, seq, new UnsafeBuffer(item), 0, item.length));
            }

            @Override
            public void deleteItems(long queue, long fromSeq, long toSeq) {
                changes.add(to -> to.deleteItems(queue, fromSeq, toSeq));
            }
        });
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
}
