package dev.carillon.storage.rocksdb;

import static dev.carillon.storage.WrittenBatch.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.NewerFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens to a file between two runs is noticed and named before anything is served from it. */
class DamagedFilesTest {
    private static final int FLIPS_PER_TABLE = 24;

    /** So few that nothing is compacted: a compaction may replace a damaged file before it is looked at. */
    private static final int ROUNDS = 3;

    private static final EngineLimits LIMITS = EngineLimits.TINY;

    @TempDir
    Path folder;

    @TempDir
    Path pristine;

    private Path db;

    @BeforeEach
    void fillAndClose() throws IOException {
        db = folder.resolve("db");
        try (RocksStateEngine engine = RocksStateEngine.open(folder, LIMITS)) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (int partition = 0; partition < 3; partition++) {
                    engine.write(batch(partition, round)
                            .put("record " + round, "value")
                            .items(round, 1, 120)
                            .trim(round - 1L, 1, 60));
                }
                engine.flush();
            }
        }
        copy(db, pristine.resolve("db"));
        copy(folder, pristine);
    }

    @Test
    void theUndamagedFolderOpensAndIsWhole() {
        openAndVerify();
    }

    @Test
    void everyFlippedBitOfATableIsFound() throws IOException {
        Random random = new Random(11);
        int flips = 0;
        for (Path table : tables()) {
            byte[] intact = Files.readAllBytes(pristine.resolve("db").resolve(table.getFileName()));
            for (int i = 0; i < FLIPS_PER_TABLE; i++) {
                // The end, with the index and the footer, gets its share.
                int at = i % 4 == 0
                        ? intact.length - 1 - random.nextInt(Math.min(intact.length, 200))
                        : random.nextInt(intact.length);
                assertDamageIsNamed(table, flipped(intact, at, random.nextInt(8)), "byte " + at);
                flips++;
            }
        }
        assertThat(flips).isGreaterThanOrEqualTo(2 * FLIPS_PER_TABLE);
        restore();
        openAndVerify();
    }

    @Test
    void everyShortenedTableIsFound() throws IOException {
        for (Path table : tables()) {
            byte[] intact = Files.readAllBytes(pristine.resolve("db").resolve(table.getFileName()));
            for (int length : new int[] {0, intact.length / 2, intact.length - 1}) {
                restore();
                assertRefused(table, Arrays.copyOf(intact, length), table.toString(), "cut to " + length);
            }
        }
    }

    @Test
    void everyFlippedBitOfTheManifestIsFound() throws IOException {
        Path manifest = ManifestFile.current(db);
        byte[] intact = Files.readAllBytes(manifest);
        Random random = new Random(12);
        for (int i = 0; i < 300; i++) {
            int at = random.nextInt(intact.length);
            assertRefused(manifest, flipped(intact, at, random.nextInt(8)), manifest.toString(), "byte " + at);
        }
        Files.write(manifest, intact);
        openAndVerify();
    }

    @Test
    void everyShortenedManifestIsFound() throws IOException {
        Path manifest = ManifestFile.current(db);
        byte[] intact = Files.readAllBytes(manifest);
        for (int length = 0; length < intact.length; length++) {
            assertRefused(manifest, Arrays.copyOf(intact, length), manifest.toString(), "cut to " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"db/CURRENT", "FORMAT", "FLUSHED"})
    void everyFlippedBitOfASmallFileIsFound(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] intact = Files.readAllBytes(file);
        for (int at = 0; at < intact.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                assertRefused(file, flipped(intact, at, bit), file.toString(), "byte " + at + " bit " + bit);
            }
        }
        for (int length = 0; length < intact.length; length++) {
            assertRefused(file, Arrays.copyOf(intact, length), file.toString(), "cut to " + length);
        }
        Files.write(file, intact);
        openAndVerify();
    }

    @Test
    void everyMissingFileIsFound() throws IOException {
        List<Path> needed = new ArrayList<>(tables());
        needed.add(ManifestFile.current(db));
        needed.add(db.resolve("CURRENT"));
        needed.add(folder.resolve("FORMAT"));
        needed.add(folder.resolve("FLUSHED"));
        for (Path file : needed) {
            restore();
            Files.delete(file);
            assertThatThrownBy(() -> RocksStateEngine.open(folder, LIMITS).close())
                    .as(file.toString())
                    .isInstanceOf(CorruptStorageException.class)
                    .hasMessageContaining(file.getFileName().toString());
        }
        restore();
        openAndVerify();
    }

    @Test
    void anOlderDatabaseUnderTheFolderIsFound() throws IOException {
        Path older = folder.resolve("older");
        copy(db, older);
        try (RocksStateEngine engine = RocksStateEngine.open(folder, LIMITS)) {
            engine.write(batch(1, 99).put("newer", "x"));
            engine.flush();
        }
        deleteFiles(db);
        copy(older, db);
        assertThatThrownBy(this::openAndVerify)
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("CURRENT");
        // Even if every name fits, the markers do not.
        FlushedFile flushed = FlushedFile.read(folder);
        new FlushedFile(ManifestFile.current(db).getFileName().toString(), 0, flushed.markers()).write(folder);
        assertThatThrownBy(this::openAndVerify)
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("partition 1")
                .hasMessageContaining("FLUSHED");
    }

    @Test
    void filesThatAreNeverReadAgainMayBeDamaged() throws IOException {
        try (Stream<Path> all = Files.list(db)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("OPTIONS") || name.startsWith("LOG")) {
                    Files.write(file, new byte[] {1, 2, 3});
                }
            }
        }
        openAndVerify();
    }

    @Test
    void aNewerFormatIsRefusedUntouched() throws IOException {
        CheckedText.write(folder.resolve("FORMAT"), "carillon state format 2 ready");
        assertThatThrownBy(this::openAndVerify)
                .isInstanceOf(NewerFormatException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("newer Carillon");
        CheckedText.write(folder.resolve("FORMAT"), "carillon state format 1 ready");
        openAndVerify();
    }

    @Test
    void aCreationThatDidNotEndStartsAgain() throws IOException {
        Path fresh = folder.resolve("fresh");
        Files.createDirectories(fresh.resolve("db"));
        FormatFile.write(fresh, FormatFile.Stage.CREATING);
        Files.write(fresh.resolve("db/CURRENT"), new byte[0]);
        try (RocksStateEngine engine = RocksStateEngine.open(fresh, LIMITS)) {
            assertThat(engine.marker(0)).isEqualTo(Marker.NONE);
        }
    }

    @Test
    void aSecondProcessOnTheFolderIsToldSo() {
        try (RocksStateEngine first = RocksStateEngine.open(folder, LIMITS)) {
            assertThat(first.marker(0).index()).isEqualTo(ROUNDS);
            assertThatThrownBy(this::openAndVerify)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    /** Found by opening, at the latest by verify; the message names the file. */
    private void assertDamageIsNamed(Path file, byte[] damaged, String what) throws IOException {
        restore();
        Files.write(file, damaged);
        assertThatThrownBy(this::openAndVerify)
                .as("%s, %s", file, what)
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining(file.getFileName().toString());
    }

    /** Found before anything else happens. */
    private void assertRefused(Path file, byte[] damaged, String name, String what) throws IOException {
        Files.write(file, damaged);
        assertThatThrownBy(() -> RocksStateEngine.open(folder, LIMITS).close())
                .as("%s, %s", file, what)
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining(name);
    }

    private void openAndVerify() {
        try (RocksStateEngine engine = RocksStateEngine.open(folder, LIMITS)) {
            engine.verify(step -> {});
            for (int partition = 0; partition < 3; partition++) {
                assertThat(engine.marker(partition).index()).isGreaterThanOrEqualTo(ROUNDS);
                assertThat(engine.readQueue(partition, ROUNDS, 0, 1000, (seq, buffer, offset, length) -> true))
                        .isEqualTo(119);
            }
        }
    }

    private List<Path> tables() throws IOException {
        try (Stream<Path> all = Files.list(pristine.resolve("db"))) {
            List<Path> found = all.map(Path::getFileName)
                    .filter(name -> name.toString().endsWith(".sst"))
                    .map(db::resolve)
                    .sorted()
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static byte[] flipped(byte[] intact, int at, int bit) {
        byte[] damaged = intact.clone();
        damaged[at] ^= (byte) (1 << bit);
        return damaged;
    }

    /** Opening writes and compacts, so every case starts from a copy. */
    private void restore() throws IOException {
        deleteFiles(db);
        copy(pristine.resolve("db"), db);
        copy(pristine, folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> all = Files.list(from)) {
            for (Path file : all.toList()) {
                if (Files.isRegularFile(file)) {
                    Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static void deleteFiles(Path root) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
    }
}
