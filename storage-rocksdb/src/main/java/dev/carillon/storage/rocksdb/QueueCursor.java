package dev.carillon.storage.rocksdb;

import dev.carillon.storage.QueueVisitor;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DirectSlice;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** One thread's buffers for reading queues. */
final class QueueCursor {
    private static final int ITEM_BYTES = 4096;

    private final RocksDB db;
    private final ColumnFamilyHandle queues;
    private final ReadOptions options;
    private final ByteBuffer key = ByteBuffer.allocateDirect(KeyLayout.QUEUE_KEY_BYTES);
    private final ByteBuffer upperBound = ByteBuffer.allocateDirect(KeyLayout.QUEUE_KEY_BYTES);
    private ByteBuffer value = ByteBuffer.allocateDirect(ITEM_BYTES);
    private final UnsafeBuffer slice = new UnsafeBuffer(0, 0);

    QueueCursor(RocksDB db, ColumnFamilyHandle queues, RocksOptions owner) {
        this.db = db;
        this.queues = queues;
        // RocksDB keeps the address: the bound is set by changing the buffer's content.
        DirectSlice bound = owner.own(new DirectSlice(upperBound, KeyLayout.QUEUE_KEY_BYTES));
        this.options = owner.reads().setPrefixSameAsStart(true).setIterateUpperBound(bound);
    }

    /** On the data as it is now, whatever is changed afterwards; for one {@link #read} of the same queue. */
    RocksIterator open(int dataNumber, long queue) {
        KeyLayout.queueKey(upperBound, dataNumber, queue, KeyLayout.SEQUENCE_END);
        return db.newIterator(queues, options);
    }

    int read(RocksIterator iterator, int dataNumber, long queue, long fromSeq, int maxItems, QueueVisitor visitor)
            throws RocksDBException {
        int visited = 0;
        iterator.seek(KeyLayout.queueKey(key, dataNumber, queue, fromSeq));
        while (iterator.isValid()) {
            key.clear();
            iterator.key(key);
            long seq = key.getLong(KeyLayout.QUEUE_PREFIX_BYTES);
            int length = value(iterator);
            slice.wrap(value, 0, length);
            if (!visitor.onItem(seq, slice, 0, length)) {
                return visited;
            }
            // Never a step further than asked: behind the last item there may be only tombstones.
            if (++visited == maxItems) {
                return visited;
            }
            iterator.next();
        }
        iterator.status();
        return visited;
    }

    private int value(RocksIterator iterator) {
        value.clear();
        int length = iterator.value(value);
        if (length > value.capacity()) {
            value = ByteBuffer.allocateDirect(Integer.highestOneBit(length) * 2);
            iterator.value(value);
        }
        return length;
    }
}
