package dev.carillon.storage.rocksdb;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.QueueVisitor;
import dev.carillon.storage.RecordVisitor;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link StateEngine} on RocksDB, in a folder of its own. Opening checks what can be checked without reading all data;
 * {@link #verify} reads the rest. Reads check the blocks they touch.
 *
 * <p>Errors: {@link CorruptStorageException} when stored bytes are not what was written,
 * {@link dev.carillon.storage.NewerFormatException} from {@link #open}, and
 * {@link dev.carillon.storage.StateEngineFailedException} from {@link #write} and {@link #flush}, final each.
 */
public final class RocksStateEngine implements StateEngine {
    private static final Logger LOG = LoggerFactory.getLogger(RocksStateEngine.class);

    /** The folder of RocksDB's own files. */
    static final String DB = "db";

    private final Path folder;
    private final RocksOptions options;
    private final RocksDB db;
    private final List<ColumnFamilyHandle> families;
    private final ReadOptions reads;
    private final WriteOptions writes;
    private final FlushOptions flushes;
    private final Failures failures;
    private final ThreadLocal<QueueCursor> cursors;
    private final Map<Integer, PartitionEntry> partitions = new ConcurrentHashMap<>();
    private final BatchWriter writer;
    private final DataNumbers numbers;
    private final OpenExports exports;
    private final CloseGate gate;
    private volatile long unflushedBytes;

    /** Where a partition's data is and how far it has come. */
    record PartitionEntry(int dataNumber, Marker marker, Marker flushed) {}

    private static final PartitionEntry NOTHING = new PartitionEntry(DataNumbers.NONE, Marker.NONE, Marker.NONE);

    /**
     * Opens the folder, or creates it.
     *
     * @throws CorruptStorageException naming the damaged file
     * @throws dev.carillon.storage.NewerFormatException if a newer Carillon wrote it
     */
    public static RocksStateEngine open(Path folder, EngineLimits limits) {
        RocksDB.loadLibrary();
        try {
            return openChecked(folder, limits);
        } catch (IOException e) {
            throw new UncheckedIOException("The state in " + folder + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private void checkTables(Path folder) throws IOException {
        try {
            // A compaction that begins with the opening would delete tables between the list and the look.
            db.disableFileDeletions();
            try {
                TableFiles.checkSizes(folder, db.getLiveFilesMetaData());
            } finally {
                db.enableFileDeletions();
            }
        } catch (RocksDBException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static RocksStateEngine openChecked(Path folder, EngineLimits limits) throws IOException {
        Path db = folder.resolve(DB);
        FormatFile.Stage stage = FormatFile.read(folder);
        if (stage == FormatFile.Stage.READY) {
            FlushedFile flushed = FlushedFile.read(folder);
            ManifestFile.check(db, flushed.manifest(), flushed.manifestBytes());
            RocksStateEngine engine = new RocksStateEngine(folder, limits, false);
            try {
                engine.checkTables(db);
                flushed.check(folder, engine.markers());
                engine.writeFlushedFile(engine.markers());
                engine.removeOrphans();
            } catch (RuntimeException | IOException e) {
                engine.close();
                throw e;
            }
            return engine;
        }
        if (stage == null && Files.exists(db)) {
            throw new CorruptStorageException(folder.resolve("FORMAT") + " is missing beside " + db
                    + ". Nothing was touched; restore the folder from a replica or a backup.");
        }
        // A creation that did not end was never served from.
        deleteTree(db);
        Files.createDirectories(folder);
        FormatFile.write(folder, FormatFile.Stage.CREATING);
        RocksStateEngine engine = new RocksStateEngine(folder, limits, true);
        engine.writeFlushedFile(engine.markers());
        FormatFile.write(folder, FormatFile.Stage.READY);
        return engine;
    }

    private RocksStateEngine(Path folder, EngineLimits limits, boolean create) {
        this.folder = folder;
        this.failures = new Failures(folder);
        this.options = new RocksOptions(limits);
        this.families = new ArrayList<>();
        try {
            this.db = options.own(RocksDB.open(
                    options.database(create), folder.resolve(DB).toString(), options.families(), families));
            families.forEach(options::own);
        } catch (RocksDBException e) {
            options.close();
            throw failures.opening(e);
        }
        this.reads = options.reads();
        this.writes = options.writes();
        this.flushes = options.flushes();
        this.cursors = ThreadLocal.withInitial(() -> new QueueCursor(db, queues(), options));
        this.writer = new BatchWriter(meta(), records(), queues());
        this.gate = new CloseGate(folder);
        this.numbers = new DataNumbers(db, families, reads, writes);
        this.exports = new OpenExports(db, data(), numbers, gate, failures);
        try {
            for (DataNumbers.Assigned found : numbers.load(folder)) {
                // All of it came from flushed files: RocksDB's own log is off.
                partitions.put(
                        found.partition(), new PartitionEntry(found.dataNumber(), found.marker(), found.marker()));
            }
        } catch (RocksDBException e) {
            options.close();
            throw failures.opening(e);
        }
    }

    @Override
    public Marker marker(int partition) {
        PartitionEntry entry = partitions.get(partition);
        return entry == null ? Marker.NONE : entry.marker;
    }

    @Override
    public Marker flushedMarker(int partition) {
        PartitionEntry entry = partitions.get(partition);
        return entry == null ? Marker.NONE : entry.flushed;
    }

    @Override
    public byte @Nullable [] record(int partition, byte[] key) {
        gate.enter();
        try {
            for (; ; ) {
                PartitionEntry entry = partitions.get(partition);
                if (entry == null) {
                    return null;
                }
                byte[] value = db.get(records(), reads, KeyLayout.recordKey(entry.dataNumber, key));
                if (isPresent(partition, entry)) {
                    return value;
                }
            }
        } catch (RocksDBException e) {
            throw failures.reading(e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public void scanRecords(int partition, byte[] prefix, RecordVisitor visitor) {
        gate.enter();
        try {
            for (; ; ) {
                PartitionEntry entry = partitions.get(partition);
                if (entry == null) {
                    return;
                }
                try (RocksIterator iterator = db.newIterator(records(), reads)) {
                    if (isPresent(partition, entry)) {
                        scan(iterator, KeyLayout.recordKey(entry.dataNumber, prefix), visitor);
                        return;
                    }
                }
            }
        } catch (RocksDBException e) {
            throw failures.reading(e);
        } finally {
            gate.leave();
        }
    }

    private static void scan(RocksIterator iterator, byte[] prefix, RecordVisitor visitor) throws RocksDBException {
        for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
            byte[] key = iterator.key();
            if (!KeyLayout.startsWith(key, prefix) || !visitor.onRecord(KeyLayout.recordKey(key), iterator.value())) {
                return;
            }
        }
        iterator.status();
    }

    @Override
    public int readQueue(int partition, long queue, long fromSeq, int maxItems, QueueVisitor visitor) {
        if (maxItems <= 0) {
            return 0;
        }
        gate.enter();
        try {
            QueueCursor cursor = cursors.get();
            for (; ; ) {
                PartitionEntry entry = partitions.get(partition);
                if (entry == null) {
                    return 0;
                }
                try (RocksIterator iterator = cursor.open(entry.dataNumber, queue)) {
                    if (isPresent(partition, entry)) {
                        return cursor.read(iterator, entry.dataNumber, queue, fromSeq, maxItems, visitor);
                    }
                }
            }
        } catch (RocksDBException e) {
            throw failures.reading(e);
        } finally {
            gate.leave();
        }
    }

    /**
     * Whether what was read, or what an iterator made before this call will read, is the partition's data: an import's
     * end removes what it replaced, but only after the entry has changed.
     */
    private boolean isPresent(int partition, PartitionEntry entry) {
        PartitionEntry now = partitions.get(partition);
        return now != null && now.dataNumber == entry.dataNumber;
    }

    @Override
    public void write(StateBatch batch) {
        PartitionEntry known = partitions.get(batch.partition());
        int dataNumber = known == null ? numbers.take() : known.dataNumber;
        Marker before = known == null ? Marker.NONE : known.marker;
        gate.enter();
        try (WriteBatch changes = writer.fill(batch, dataNumber, before)) {
            db.write(writes, changes);
        } catch (RocksDBException e) {
            throw failures.writing(e);
        } finally {
            gate.leave();
        }
        partitions.put(
                batch.partition(),
                new PartitionEntry(dataNumber, batch.marker(), known == null ? Marker.NONE : known.flushed));
        unflushedBytes += batch.bytes();
    }

    @Override
    public void flush() {
        gate.enter();
        try {
            db.flush(flushes, families);
            writeFlushedFile(markers());
            partitions.replaceAll(
                    (partition, entry) -> new PartitionEntry(entry.dataNumber, entry.marker, entry.marker));
            unflushedBytes = 0;
        } catch (RocksDBException e) {
            throw failures.writing(e);
        } catch (IOException e) {
            throw failures.writing(folder, e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public StateExport export(int partition) {
        return exports.open(partition);
    }

    @Override
    public StateImport startImport(int partition) {
        gate.enter();
        try {
            int number = numbers.takeForImport();
            BatchWriter changes = new BatchWriter(meta(), records(), queues());
            return new RocksStateImport(
                    this, partition, number, new ImportWriter(changes, number, this::writeImported));
        } catch (RocksDBException e) {
            throw failures.writing(e);
        } finally {
            gate.leave();
        }
    }

    private void writeImported(WriteBatch batch) {
        gate.enter();
        try {
            db.write(writes, batch);
        } catch (RocksDBException e) {
            throw failures.writing(e);
        } finally {
            gate.leave();
        }
    }

    /** Puts an import's data into the place of the present data, flushes, and removes what was present. */
    void replace(int partition, int dataNumber, Marker marker) {
        PartitionEntry known = partitions.get(partition);
        PartitionEntry before = known == null ? NOTHING : known;
        gate.enter();
        try {
            numbers.replace(
                    partition,
                    new DataNumbers.Assigned(partition, before.dataNumber, before.marker),
                    dataNumber,
                    marker);
            partitions.put(partition, new PartitionEntry(dataNumber, marker, before.flushed));
            flush();
            if (known != null) {
                exports.remove(known.dataNumber);
            }
        } catch (RocksDBException e) {
            throw failures.writing(e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public void remove(int partition) {
        PartitionEntry known = partitions.get(partition);
        if (known == null) {
            return;
        }
        gate.enter();
        try {
            // First it is not missed any more, then it is gone.
            Map<Integer, Marker> others = flushedMarkers();
            others.remove(partition);
            writeFlushedFile(others);
            numbers.release(new DataNumbers.Assigned(partition, known.dataNumber, known.marker));
            partitions.remove(partition);
            flush();
            exports.remove(known.dataNumber);
        } catch (RocksDBException e) {
            throw failures.writing(e);
        } catch (IOException e) {
            throw failures.writing(folder, e);
        } finally {
            gate.leave();
        }
    }

    /** Removes the data of an import that is aborted. After close the next open does it. */
    void discard(int dataNumber) {
        if (!gate.tryEnter()) {
            return;
        }
        try {
            exports.remove(dataNumber);
        } catch (RocksDBException e) {
            throw failures.writing(e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public long bytes(int partition) {
        PartitionEntry known = partitions.get(partition);
        if (known == null || !gate.tryEnter()) {
            return 0;
        }
        try {
            return numbers.bytes(known.dataNumber);
        } finally {
            gate.leave();
        }
    }

    @Override
    public long unflushedBytes() {
        return unflushedBytes;
    }

    /**
     * Native memory of memtables, block cache and open tables, in bytes; about what {@link EngineLimits} allow, however
     * much is written or kept.
     */
    public long memoryBytes() {
        gate.enter();
        try {
            return db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")
                    + db.getLongProperty(queues(), "rocksdb.block-cache-usage")
                    + db.getAggregatedLongProperty("rocksdb.estimate-table-readers-mem");
        } catch (RocksDBException e) {
            throw failures.reading(e);
        } finally {
            gate.leave();
        }
    }

    @Override
    public void verify(Consumer<String> progress) {
        gate.enter();
        try {
            FlushedFile flushed = FlushedFile.read(folder);
            ManifestFile.check(folder.resolve(DB), flushed.manifest(), flushed.manifestBytes());
            progress.accept("state: CURRENT and MANIFEST are whole");
            progress.accept("state: reading " + db.getLiveFilesMetaData().size() + " table files");
            db.verifyChecksum();
            progress.accept("state: all checksums fit");
        } catch (RocksDBException e) {
            throw failures.reading(e);
        } catch (IOException e) {
            throw new UncheckedIOException("The state in " + folder + " cannot be read: " + e.getMessage(), e);
        } finally {
            gate.leave();
        }
    }

    /** Closes without a flush: what was not flushed is in the log only. Waits for calls under way. */
    @Override
    public void close() {
        boolean first = gate.close(() -> {
            exports.releaseAll();
            options.close();
        });
        if (!first) {
            return;
        }
        try {
            // Compactions may have lengthened the MANIFEST since the last flush.
            writeFlushedFile(flushedMarkers());
        } catch (IOException | CorruptStorageException e) {
            LOG.warn("the state in {} was closed, but its end could not be noted: {}", folder, e.getMessage());
        }
    }

    private void writeFlushedFile(Map<Integer, Marker> flushed) throws IOException {
        Path manifest = ManifestFile.current(folder.resolve(DB));
        long bytes = ManifestFile.sync(manifest);
        new FlushedFile(manifest.getFileName().toString(), bytes, flushed).write(folder);
    }

    private Map<Integer, Marker> flushedMarkers() {
        Map<Integer, Marker> flushed = new TreeMap<>();
        partitions.forEach((partition, entry) -> flushed.put(partition, entry.flushed));
        return flushed;
    }

    private Map<Integer, Marker> markers() {
        Map<Integer, Marker> markers = new TreeMap<>();
        partitions.forEach((partition, entry) -> markers.put(partition, entry.marker));
        return markers;
    }

    private ColumnFamilyHandle meta() {
        return families.get(0);
    }

    private ColumnFamilyHandle records() {
        return families.get(1);
    }

    private ColumnFamilyHandle queues() {
        return families.get(2);
    }

    /** What is kept under data numbers. */
    private List<ColumnFamilyHandle> data() {
        return families.subList(1, families.size());
    }

    private void removeOrphans() {
        try {
            numbers.removeOrphans();
        } catch (RocksDBException e) {
            throw failures.writing(e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.exists(root)) {
            try (Stream<Path> tree = Files.walk(root)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}
