package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Range;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.SizeApproximationFlag;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Which data numbers are in use, as the default family says. A number's data belongs to a partition, or to nobody: an
 * import has not ended, or a crash ended it, or its data was replaced by another's. That a number is nobody's is written
 * before any of its data, and what is nobody's is removed when the engine opens. Thread-safe.
 */
final class DataNumbers {
    /** No partition's. */
    static final int NONE = 0;

    private static final byte[] NOTHING = new byte[0];

    private final RocksDB db;
    private final ColumnFamilyHandle meta;
    private final List<ColumnFamilyHandle> data;
    private final ReadOptions reads;
    private final WriteOptions writes;
    private final AtomicInteger next = new AtomicInteger(NONE + 1);

    /** Where a partition's data is and how far it has come. */
    record Assigned(int partition, int dataNumber, Marker marker) {}

    DataNumbers(RocksDB db, List<ColumnFamilyHandle> families, ReadOptions reads, WriteOptions writes) {
        this.db = db;
        this.meta = families.get(0);
        this.data = families.subList(1, families.size());
        this.reads = reads;
        this.writes = writes;
    }

    /** All partitions; numbers given out from now on are above theirs. */
    List<Assigned> load(Path folder) throws RocksDBException {
        List<Assigned> found = new ArrayList<>();
        for (Map.Entry<ByteBuffer, byte[]> entry : scan(KeyLayout.DATA_NUMBER).entrySet()) {
            int partition = entry.getKey().getInt(1);
            int number = KeyLayout.dataNumber(entry.getValue());
            byte[] marker = db.get(meta, reads, KeyLayout.markerKey(number));
            if (marker == null) {
                throw new CorruptStorageException("The state in " + folder + " has data of partition " + partition
                        + " without its marker. Restore the folder from a replica or a backup.");
            }
            found.add(new Assigned(partition, number, KeyLayout.marker(marker)));
            next.accumulateAndGet(number + 1, Math::max);
        }
        return found;
    }

    /** A number that no data has, for a partition's first batch. */
    int take() {
        return next.getAndIncrement();
    }

    /** A number whose data is nobody's until {@link #replace}. */
    int takeForImport() throws RocksDBException {
        int number = take();
        db.put(meta, writes, KeyLayout.orphanKey(number), NOTHING);
        return number;
    }

    /** From this batch on the partition's data is what the import stored, and what it was is nobody's. */
    void replace(int partition, Assigned before, int number, Marker marker) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            if (before.dataNumber() != NONE) {
                batch.delete(
                        meta, KeyLayout.dataNumberKey(partition, before.marker().generation()));
                batch.delete(meta, KeyLayout.markerKey(before.dataNumber()));
                batch.put(meta, KeyLayout.orphanKey(before.dataNumber()), NOTHING);
            }
            // In the same generation this is the key that was just deleted: the later change wins.
            batch.put(meta, KeyLayout.dataNumberKey(partition, marker.generation()), KeyLayout.dataNumberValue(number));
            batch.put(meta, KeyLayout.markerKey(number), KeyLayout.markerValue(marker));
            batch.delete(meta, KeyLayout.orphanKey(number));
            db.write(writes, batch);
        }
    }

    /** From now on the partition has no data, and what it had is nobody's. */
    void release(Assigned before) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            batch.delete(
                    meta,
                    KeyLayout.dataNumberKey(before.partition(), before.marker().generation()));
            batch.delete(meta, KeyLayout.markerKey(before.dataNumber()));
            batch.put(meta, KeyLayout.orphanKey(before.dataNumber()), NOTHING);
            db.write(writes, batch);
        }
    }

    /** Removes nobody's data. Until this is flushed the number counts as an orphan still, and is removed once more. */
    void remove(int number) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (ColumnFamilyHandle family : data) {
                batch.deleteRange(family, KeyLayout.dataStart(number), KeyLayout.dataStart(number + 1));
            }
            batch.delete(meta, KeyLayout.orphanKey(number));
            db.write(writes, batch);
        }
    }

    /**
     * Gives back the space of files that hold nothing but removed data, which would otherwise wait for a compaction to
     * come by. Not while a snapshot shows that data: this heeds none.
     */
    void dropFiles(int number) throws RocksDBException {
        for (ColumnFamilyHandle family : data) {
            db.deleteFilesInRanges(
                    family, List.of(KeyLayout.dataStart(number), KeyLayout.dataStart(number + 1)), false);
        }
    }

    /** About how much a number's data takes, in files and in memory. */
    long bytes(int number) {
        long sum = 0;
        try (Slice from = new Slice(KeyLayout.dataStart(number));
                Slice to = new Slice(KeyLayout.dataStart(number + 1))) {
            for (ColumnFamilyHandle family : data) {
                long[] sizes = db.getApproximateSizes(
                        family,
                        List.of(new Range(from, to)),
                        SizeApproximationFlag.INCLUDE_FILES,
                        SizeApproximationFlag.INCLUDE_MEMTABLES);
                sum += sizes[0];
            }
        }
        return sum;
    }

    /** Removes what is nobody's; before any import begins. */
    void removeOrphans() throws RocksDBException {
        for (int number : orphans()) {
            remove(number);
            dropFiles(number);
        }
    }

    /** The partition as these options see it, through their snapshot. */
    Assigned find(int partition, ReadOptions view) throws RocksDBException {
        byte[] prefix = KeyLayout.dataNumberPrefix(partition);
        try (RocksIterator iterator = db.newIterator(meta, view)) {
            iterator.seek(prefix);
            iterator.status();
            if (!iterator.isValid() || !KeyLayout.startsWith(iterator.key(), prefix)) {
                return new Assigned(partition, NONE, Marker.NONE);
            }
            int number = KeyLayout.dataNumber(iterator.value());
            byte[] marker = db.get(meta, view, KeyLayout.markerKey(number));
            return new Assigned(
                    partition, number, KeyLayout.marker(Objects.requireNonNull(marker, "no marker of its data")));
        }
    }

    private List<Integer> orphans() throws RocksDBException {
        return scan(KeyLayout.ORPHAN).keySet().stream()
                .map(key -> key.getInt(1))
                .toList();
    }

    private Map<ByteBuffer, byte[]> scan(byte first) throws RocksDBException {
        Map<ByteBuffer, byte[]> found = new HashMap<>();
        try (RocksIterator iterator = db.newIterator(meta, reads)) {
            for (iterator.seek(new byte[] {first}); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (key[0] != first) {
                    break;
                }
                found.put(ByteBuffer.wrap(key), iterator.value());
            }
            iterator.status();
        }
        return found;
    }
}
