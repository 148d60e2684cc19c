package dev.carillon.storage.rocksdb;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Turns a {@link StateBatch} and its marker into one WriteBatch, or the changes that it hears into those of {@link
 * #begin}. Used by one thread at a time.
 */
final class BatchWriter implements StateBatch.Changes {
    /** From here on a range delete is cheaper than the point deletes are, even with what it costs later reads. */
    static final long RANGE_DELETE_ITEMS_MIN = 100_000;

    private static final int BUFFER_BYTES = 64 * 1024;

    private final ColumnFamilyHandle meta;
    private final ColumnFamilyHandle records;
    private final ColumnFamilyHandle queues;
    private final ByteBuffer key = ByteBuffer.allocateDirect(KeyLayout.QUEUE_KEY_BYTES);
    private ByteBuffer value = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private WriteBatch target = new WriteBatch();
    private int dataNumber;

    BatchWriter(ColumnFamilyHandle meta, ColumnFamilyHandle records, ColumnFamilyHandle queues) {
        this.meta = meta;
        this.records = records;
        this.queues = queues;
        target.close();
    }

    WriteBatch fill(StateBatch batch, int number, Marker before) throws RocksDBException {
        begin(number);
        try {
            batch.forEach(this);
            Marker marker = batch.marker();
            if (marker.generation() != before.generation()) {
                target.put(
                        meta,
                        KeyLayout.dataNumberKey(batch.partition(), marker.generation()),
                        KeyLayout.dataNumberValue(number));
                if (!before.equals(Marker.NONE)) {
                    target.delete(meta, KeyLayout.dataNumberKey(batch.partition(), before.generation()));
                }
            }
            target.put(meta, KeyLayout.markerKey(number), KeyLayout.markerValue(marker));
            return target;
        } catch (RocksDBException | RuntimeException e) {
            target.close();
            throw e;
        }
    }

    /** Begins a batch without a marker, which the caller closes. */
    WriteBatch begin(int number) {
        dataNumber = number;
        target = new WriteBatch();
        return target;
    }

    @Override
    public void putRecord(byte[] recordKey, byte[] recordValue) {
        unchecked(() -> target.put(records, KeyLayout.recordKey(dataNumber, recordKey), recordValue));
    }

    @Override
    public void deleteRecord(byte[] recordKey) {
        unchecked(() -> target.delete(records, KeyLayout.recordKey(dataNumber, recordKey)));
    }

    @Override
    public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
        if (length > value.capacity()) {
            value = ByteBuffer.allocateDirect(Integer.highestOneBit(length) * 2);
        }
        value.clear();
        buffer.getBytes(offset, value, length);
        value.flip();
        KeyLayout.queueKey(key, dataNumber, queue, seq);
        unchecked(() -> target.put(queues, key, value));
    }

    @Override
    public void deleteItems(long queue, long fromSeq, long toSeq) {
        if (toSeq - fromSeq >= RANGE_DELETE_ITEMS_MIN) {
            byte[] from = KeyLayout.queueKey(dataNumber, queue, fromSeq);
            byte[] to = KeyLayout.queueKey(dataNumber, queue, toSeq);
            unchecked(() -> target.deleteRange(queues, from, to));
            return;
        }
        for (long seq = fromSeq; seq < toSeq; seq++) {
            KeyLayout.queueKey(key, dataNumber, queue, seq);
            unchecked(() -> target.delete(queues, key));
        }
    }

    private interface Change {
        void apply() throws RocksDBException;
    }

    private static void unchecked(Change change) {
        try {
            change.apply();
        } catch (RocksDBException e) {
            throw new IllegalStateException("a change does not fit into a batch: " + e.getMessage(), e);
        }
    }
}
