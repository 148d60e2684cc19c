package dev.carillon.storage.rocksdb;

import dev.carillon.storage.StateBatch;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.rocksdb.WriteBatch;

/** Cuts what an import stores into WriteBatches of bounded size. Used by one thread at a time. */
final class ImportWriter implements StateBatch.Changes {
    static final long WRITE_BYTES_MAX = 1L << 20;

    /** More than RocksDB and the keys need for a change beside its bytes. */
    private static final int CHANGE_OVERHEAD = 64;

    private final BatchWriter writer;
    private final int dataNumber;
    private final Consumer<WriteBatch> sink;
    private WriteBatch batch;

    /** @param sink writes a batch; it is closed afterwards */
    ImportWriter(BatchWriter writer, int dataNumber, Consumer<WriteBatch> sink) {
        this.writer = writer;
        this.dataNumber = dataNumber;
        this.sink = sink;
        this.batch = writer.begin(dataNumber);
        batch.close();
    }

    /** Writes all changes; when this returns none of them is held back. */
    void write(Consumer<StateBatch.Changes> changes) {
        batch = writer.begin(dataNumber);
        try {
            changes.accept(this);
            sink.accept(batch);
        } finally {
            batch.close();
        }
    }

    @Override
    public void putRecord(byte[] key, byte[] value) {
        makeRoom((long) key.length + value.length);
        writer.putRecord(key, value);
    }

    @Override
    public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
        makeRoom(length);
        writer.putItem(queue, seq, buffer, offset, length);
    }

    @Override
    public void deleteRecord(byte[] key) {
        throw new UnsupportedOperationException("a copy has no deletes");
    }

    @Override
    public void deleteItems(long queue, long fromSeq, long toSeq) {
        throw new UnsupportedOperationException("a copy has no deletes");
    }

    private void makeRoom(long bytes) {
        if (batch.count() > 0 && batch.getDataSize() + bytes + CHANGE_OVERHEAD > WRITE_BYTES_MAX) {
            sink.accept(batch);
            batch.clear();
        }
    }
}
