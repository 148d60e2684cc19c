package dev.carillon.storage.rocksdb;

import static dev.carillon.storage.WrittenBatch.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngineFailedException;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import dev.carillon.storage.WrittenBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** What imports leave behind in the database itself, however they end: nothing that is nobody's. */
class ImportLeftoversTest {
    private static final int P = 3;
    private static final Marker PRESENT = new Marker(1, 5);
    private static final Marker COPIED = new Marker(1, 9);

    /** Flushes only when it is told to. */
    private static final EngineLimits ROOMY = new EngineLimits(8 << 20, 8 << 20, 1 << 20, 32, 1);

    @TempDir
    Path folder;

    @TempDir
    Path sourceFolder;

    private RocksStateEngine engine;
    private List<byte[]> chunks = List.of();

    @BeforeEach
    void fill() {
        try (RocksStateEngine source = RocksStateEngine.open(sourceFolder, ROOMY)) {
            WrittenBatch batch = batch(P, COPIED.index()).put("copied", "1");
            for (int i = 0; i < 3; i++) {
                batch.item(1, i, String.valueOf(i).repeat(50_000));
            }
            source.write(batch);
            chunks = chunks(source);
        }
        assertThat(chunks).hasSize(3);
        engine = RocksStateEngine.open(folder, ROOMY);
        engine.write(batch(P, PRESENT.index()).put("present", "1").items(1, 100, 200));
        engine.write(batch(P + 1, 7).put("neighbour", "1").items(1, 100, 200));
        engine.flush();
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aCrashInMidImportLeavesWhatTheNextOpenRemoves() throws RocksDBException {
        add(engine.startImport(P), 2);
        engine.flush();
        engine.close();
        assertThat(dataNumbers()).as("the import's data is on disk").containsExactly(1, 2, 3);
        assertThat(orphans()).containsExactly(3);
        engine = RocksStateEngine.open(folder, ROOMY);
        engine.close();
        assertThat(orphans()).as("that it was removed was not flushed").containsExactly(3);
        engine = RocksStateEngine.open(folder, ROOMY);
        engine.flush();
        engine.close();
        assertThat(dataNumbers()).containsExactly(1, 2);
        assertThat(orphans()).isEmpty();
        assertPresent();
    }

    @Test
    void aCrashRightAfterTheEndLeavesOnlyTheCopy() throws RocksDBException {
        add(engine.startImport(P), 3).complete(COPIED);
        engine.close();
        assertThat(orphans()).as("that it was removed was not flushed").containsExactly(1);
        engine = RocksStateEngine.open(folder, ROOMY);
        engine.flush();
        engine.close();
        assertThat(dataNumbers()).containsExactly(2, 3);
        assertThat(orphans()).isEmpty();
        engine = RocksStateEngine.open(folder, ROOMY);
        assertThat(engine.marker(P)).isEqualTo(COPIED);
        assertThat(engine.record(P, new byte[] {'c', 'o', 'p', 'i', 'e', 'd'})).isNotNull();
        engine.verify(step -> {});
    }

    @Test
    void theEndAndAnAbortRemoveAtOnce() throws RocksDBException {
        add(engine.startImport(P), 2).abort();
        add(engine.startImport(P), 3).complete(COPIED);
        engine.flush();
        engine.close();
        assertThat(dataNumbers()).containsExactly(2, 4);
        assertThat(orphans()).isEmpty();
        engine = RocksStateEngine.open(folder, ROOMY);
        assertThat(engine.marker(P)).isEqualTo(COPIED);
    }

    @Test
    void theSpaceOfWhatIsReplacedIsGivenBack() throws IOException, RocksDBException {
        writeMuchAndCompact();
        long before = tableBytes();
        add(engine.startImport(P), 3).complete(new Marker(2, 1));
        assertThat(tableBytes()).isLessThan(before / 2);
    }

    @Test
    void theFilesThatAnExportShowsAreKept() throws IOException, RocksDBException {
        writeMuchAndCompact();
        List<byte[]> expected = chunks(engine);
        try (StateExport export = engine.export(P)) {
            add(engine.startImport(P), 3).complete(new Marker(2, 1));
            assertThat(chunks(export))
                    .hasSameSizeAs(expected)
                    .zipSatisfy(expected, (is, was) -> assertThat(is).isEqualTo(was));
        }
        assertThat(chunks(engine)).hasSize(3);
    }

    /** Several files that are not of the first level; but for the last they hold this partition's data only. */
    private void writeMuchAndCompact() throws RocksDBException {
        Random random = new Random(7);
        WrittenBatch batch = batch(P, PRESENT.index() + 1);
        for (int i = 0; i < 1000; i++) {
            byte[] letters = new byte[5000];
            random.nextBytes(letters);
            batch.item(9, i, new String(letters, StandardCharsets.ISO_8859_1));
        }
        engine.write(batch);
        engine.flush();
        engine.close();
        try (RocksOptions options = new RocksOptions(ROOMY)) {
            List<ColumnFamilyHandle> handles = new ArrayList<>();
            try (RocksDB db = RocksDB.open(
                    options.database(false), folder.resolve("db").toString(), options.families(), handles)) {
                for (ColumnFamilyHandle handle : handles) {
                    db.compactRange(handle);
                    handle.close();
                }
            }
        }
        engine = RocksStateEngine.open(folder, ROOMY);
    }

    private long tableBytes() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void anEndThatCannotBeWrittenLeavesThePresentState() throws IOException {
        StateImport copy = add(engine.startImport(P), 3);
        Path aside = folder.resolve("aside");
        Files.move(folder.resolve("db"), aside);
        assertThatThrownBy(() -> copy.complete(COPIED)).isInstanceOf(StateEngineFailedException.class);
        assertThat(engine.flushedMarker(P)).isEqualTo(PRESENT);
        copy.close();
        Files.move(aside, folder.resolve("db"));
        engine.close();
        assertPresent();
    }

    @Test
    void anEngineThatClosesFirstIsNoHarm() {
        StateExport export = engine.export(P);
        StateImport copy = add(engine.startImport(P), 1);
        engine.close();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
        assertThatThrownBy(() -> export.read(buffer, 0, buffer.capacity()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> add(copy, 1)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> engine.export(P)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> engine.startImport(P)).isInstanceOf(IllegalStateException.class);
        export.close();
        copy.close();
        assertPresent();
    }

    private static List<byte[]> chunks(RocksStateEngine from) {
        try (StateExport export = from.export(P)) {
            return chunks(export);
        }
    }

    private static List<byte[]> chunks(StateExport export) {
        List<byte[]> chunks = new ArrayList<>();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
        for (int length; (length = export.read(buffer, 0, buffer.capacity())) > 0; ) {
            byte[] chunk = new byte[length];
            buffer.getBytes(0, chunk);
            chunks.add(chunk);
        }
        return chunks;
    }

    private StateImport add(StateImport copy, int count) {
        for (byte[] chunk : chunks.subList(0, count)) {
            copy.add(new UnsafeBuffer(chunk), 0, chunk.length);
        }
        return copy;
    }

    private void assertPresent() {
        engine.close();
        engine = RocksStateEngine.open(folder, ROOMY);
        assertThat(engine.marker(P)).isEqualTo(PRESENT);
        assertThat(engine.readQueue(P, 1, 0, 1000, (seq, buffer, offset, length) -> seq >= 100))
                .isEqualTo(100);
        assertThat(engine.readQueue(P + 1, 1, 0, 1000, (seq, buffer, offset, length) -> true))
                .isEqualTo(100);
    }

    /** Under which numbers the closed database has data. */
    private Set<Integer> dataNumbers() throws RocksDBException {
        Set<Integer> numbers = new TreeSet<>();
        keys(1).forEach(key -> numbers.add(key.getInt(0)));
        keys(2).forEach(key -> numbers.add(key.getInt(0)));
        return numbers;
    }

    private List<Integer> orphans() throws RocksDBException {
        return keys(0).stream()
                .filter(key -> key.get(0) == KeyLayout.ORPHAN)
                .map(key -> key.getInt(1))
                .toList();
    }

    private List<ByteBuffer> keys(int family) throws RocksDBException {
        List<ByteBuffer> keys = new ArrayList<>();
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (RocksOptions options = new RocksOptions(ROOMY);
                DBOptions database = new DBOptions();
                ReadOptions all = new ReadOptions().setTotalOrderSeek(true);
                RocksDB db =
                        RocksDB.openReadOnly(database, folder.resolve("db").toString(), options.families(), handles)) {
            try (RocksIterator iterator = db.newIterator(handles.get(family), all)) {
                for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
                    keys.add(ByteBuffer.wrap(iterator.key()));
                }
                iterator.status();
            }
            handles.forEach(ColumnFamilyHandle::close);
        }
        return keys;
    }
}
