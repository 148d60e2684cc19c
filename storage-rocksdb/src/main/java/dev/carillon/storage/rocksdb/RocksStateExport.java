package dev.carillon.storage.rocksdb;

import dev.carillon.storage.copy.ChunkEncoder;
import dev.carillon.storage.copy.ChunkedExport;
import java.nio.ByteBuffer;
import java.util.List;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;
import org.rocksdb.Snapshot;

/**
 * Reads a partition's data through a snapshot. Between two chunks it holds no iterator, so that a slow receiver keeps no
 * memtables and no files from being freed.
 */
final class RocksStateExport extends ChunkedExport {
    private static final int QUEUES = 1;

    private final OpenExports exports;
    private final RocksDB db;
    private final List<ColumnFamilyHandle> families;
    private final Snapshot snapshot;
    private final ReadOptions options;
    private final Slice end;
    private final int dataNumber;

    /** The next key to read, and the family that has it; {@link #families}' size after the last. */
    private int family;

    private byte[] position;
    private boolean released;

    /** @param data the families of records and of queues */
    static RocksStateExport open(
            OpenExports exports, RocksDB db, List<ColumnFamilyHandle> data, DataNumbers numbers, int partition)
            throws RocksDBException {
        Snapshot snapshot = db.getSnapshot();
        // Queues are read across their prefixes, and none of it is read again soon.
        ReadOptions options = new ReadOptions()
                .setSnapshot(snapshot)
                .setVerifyChecksums(true)
                .setTotalOrderSeek(true)
                .setFillCache(false);
        try {
            return new RocksStateExport(exports, db, data, snapshot, options, numbers.find(partition, options));
        } catch (RocksDBException | RuntimeException e) {
            options.close();
            db.releaseSnapshot(snapshot);
            throw e;
        }
    }

    private RocksStateExport(
            OpenExports exports,
            RocksDB db,
            List<ColumnFamilyHandle> data,
            Snapshot snapshot,
            ReadOptions options,
            DataNumbers.Assigned assigned) {
        super(assigned.partition(), assigned.marker());
        this.exports = exports;
        this.db = db;
        this.families = data;
        this.snapshot = snapshot;
        this.options = options;
        this.dataNumber = assigned.dataNumber();
        this.end = new Slice(KeyLayout.dataStart(dataNumber + 1));
        options.setIterateUpperBound(end);
        this.position = KeyLayout.dataStart(dataNumber);
    }

    int dataNumber() {
        return dataNumber;
    }

    @Override
    protected void fill(ChunkEncoder into) {
        exports.read(() -> {
            if (released) {
                throw new IllegalStateException("the export is closed");
            }
            fillFrom(family, position, into);
        });
    }

    private void fillFrom(int firstFamily, byte[] from, ChunkEncoder into) throws RocksDBException {
        byte[] seek = from;
        for (int at = firstFamily; at < families.size(); at++) {
            try (RocksIterator iterator = db.newIterator(families.get(at), options)) {
                for (iterator.seek(seek); iterator.isValid(); iterator.next()) {
                    if (!add(at, iterator, into)) {
                        family = at;
                        position = iterator.key();
                        return;
                    }
                }
                iterator.status();
            }
            seek = KeyLayout.dataStart(dataNumber);
        }
        family = families.size();
    }

    private static boolean add(int family, RocksIterator iterator, ChunkEncoder into) {
        byte[] key = iterator.key();
        if (family < QUEUES) {
            return into.addRecord(KeyLayout.recordKey(key), iterator.value());
        }
        ByteBuffer parts = ByteBuffer.wrap(key);
        return into.addItem(
                parts.getLong(KeyLayout.QUEUE_OFFSET), parts.getLong(KeyLayout.QUEUE_PREFIX_BYTES), iterator.value());
    }

    /** Gives back what RocksDB holds for it; by {@link OpenExports} only, once. */
    void release() {
        released = true;
        options.close();
        end.close();
        db.releaseSnapshot(snapshot);
    }

    @Override
    public void close() {
        exports.closed(this);
    }
}
