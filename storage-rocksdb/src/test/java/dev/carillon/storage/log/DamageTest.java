package dev.carillon.storage.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every way in which a synced log may be other than it was written is named, and nothing is ever silently shorter. */
class DamageTest {
    private static final int SECTOR = 512;
    private static final int SEGMENT = 8192;
    private static final int PASSES = 94;

    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, Integer> generations = new TreeMap<>();
    private List<LogRecord> expected = List.of();
    private int lastBatchRecords;
    private int oldestGeneration;

    /** A log that was used long enough to have recycled segments, an old end inside the open one, and a long last batch. */
    @BeforeEach
    void writeALog() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(1, 1 << 20);
        SegmentLog log = open(disk);
        Random random = new Random(1);
        List<LogRecord> written = new ArrayList<>();
        for (int pass = 1; pass <= PASSES; pass++) {
            lastBatchRecords = pass == PASSES ? 5 : 2;
            for (int i = 0; i < lastBatchRecords; i++) {
                LogRecord wanted = LogRecord.random(random, 0, 10L * pass + i, 700);
                wanted.appendTo(log);
                written.add(wanted);
            }
            log.release(0, 10L * (pass - 30));
            log.sync();
        }
        assertThat(log.counts().recycled()).isPositive();
        oldestGeneration = log.oldestGeneration();
        for (String name : disk.list()) {
            files.put(name, disk.contents(name));
            generations.put(
                    name,
                    ByteBuffer.wrap(disk.contents(name))
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getInt(4));
        }
        disk.powerCut();
        expected = LogRecord.replay(open(disk));
        assertThat(written).endsWith(expected.toArray(LogRecord[]::new));
        assertThat(kept().size()).isGreaterThanOrEqualTo(3);
        assertThat(isOfLastBatch(open(), 1))
                .as("the last batch has the open segment for itself")
                .isFalse();
        assertThat(sectorOf(open(), State.OLDER))
                .as("something of an older use behind the open end")
                .isPositive();
    }

    @Test
    void aFlippedBitAnywhereIsNamed() throws IOException {
        Random random = new Random(2);
        int tried = 0;
        for (String name : files.keySet()) {
            for (int at = 0; at < file(name).length; at += at % SECTOR < 48 ? 1 : 1 + random.nextInt(16)) {
                byte[] damaged = file(name).clone();
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                if (generation(name) < oldestGeneration && at >= SECTOR) {
                    assertThat(replayWith(name, damaged)).isEqualTo(expected);
                } else {
                    assertNamed(name, damaged, name, "at byte " + at / SECTOR * SECTOR);
                    tried++;
                }
            }
        }
        assertThat(tried).isGreaterThan(4_000);
    }

    @Test
    void aLostSectorIsNamedUnlessItIsOfTheLastBatchWhichThenIsGoneInWhole() throws IOException {
        int torn = 0;
        for (String name : kept()) {
            for (int s = 0; s < SEGMENT / SECTOR; s++) {
                byte[] damaged = file(name).clone();
                Arrays.fill(damaged, s * SECTOR, (s + 1) * SECTOR, (byte) 0);
                if (state(name, s) != State.CURRENT) {
                    assertThat(replayWith(name, damaged)).isEqualTo(expected);
                } else if (s > 0 && isOfLastBatch(name, s)) {
                    assertThat(replayWith(name, damaged)).isEqualTo(withoutLastBatch());
                    torn++;
                } else {
                    assertNamed(name, damaged, "Damaged log");
                }
            }
        }
        assertThat(torn).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aSectorOfAnEarlierUseIsTreatedLikeAZeroOne() throws IOException {
        String name = open();
        int older = sectorOf(name, State.OLDER);
        int torn = 0;
        for (int s = 1; s < SEGMENT / SECTOR; s++) {
            byte[] damaged = file(name).clone();
            System.arraycopy(damaged, older * SECTOR, damaged, s * SECTOR, SECTOR);
            if (state(name, s) != State.CURRENT) {
                assertThat(replayWith(name, damaged)).isEqualTo(expected);
            } else if (isOfLastBatch(name, s)) {
                assertThat(replayWith(name, damaged)).isEqualTo(withoutLastBatch());
                torn++;
            } else {
                assertNamed(name, damaged, name);
            }
        }
        assertThat(torn).isGreaterThanOrEqualTo(3);
    }

    @Test
    void twoSectorsInEachOthersPlaceAreNamed() {
        for (String name : kept()) {
            for (int s = 2; s < SEGMENT / SECTOR; s++) {
                if (state(name, s) == State.CURRENT) {
                    byte[] damaged = file(name).clone();
                    System.arraycopy(file(name), s * SECTOR, damaged, (s - 1) * SECTOR, SECTOR);
                    System.arraycopy(file(name), (s - 1) * SECTOR, damaged, s * SECTOR, SECTOR);
                    assertNamed(name, damaged, name);
                }
            }
        }
    }

    @Test
    void sectorsOfTwoWritesOfOneBatchAreATornBatchNotANewOne() throws IOException {
        SimulatedDisk first = new SimulatedDisk(1, 1 << 20);
        appendOneBatch(first, 100, 0);
        Map<String, byte[]> base = contents(first);
        SimulatedDisk second = disk(base);
        appendOneBatch(first, 1_400, 1);
        appendOneBatch(second, 1_400, 2);
        String name = "segment-000001.log";
        byte[] one = first.contents(name);
        byte[] other = second.contents(name);
        int mixed = 0;
        for (int s = 1; s < SEGMENT / SECTOR; s++) {
            byte[] mix = one.clone();
            System.arraycopy(other, s * SECTOR, mix, s * SECTOR, SECTOR);
            if (!Arrays.equals(mix, one)) {
                base.put(name, mix);
                assertThat(LogRecord.replay(open(disk(base)))).hasSize(1);
                mixed++;
            }
        }
        assertThat(mixed).isGreaterThanOrEqualTo(3);
    }

    private static void appendOneBatch(SimulatedDisk disk, int length, int filler) {
        SegmentLog log = open(disk);
        var bytes = new UnsafeBuffer(new byte[length]);
        bytes.setMemory(0, length, (byte) filler);
        log.append(0, 1, 5_000, bytes, 0, length);
        log.sync();
    }

    @Test
    void aTruncatedFileIsNamed() {
        for (String name : files.keySet()) {
            for (int size = 0; size < SEGMENT; size += 173) {
                assertNamed(name, Arrays.copyOf(file(name), size), name, "at byte");
            }
            assertNamed(name, Arrays.copyOf(file(name), SEGMENT + SECTOR), name, "at byte " + SEGMENT);
        }
    }

    @Test
    void aMissingFileIsNamedIfItIsNeeded() throws IOException {
        for (String name : files.keySet()) {
            SimulatedDisk disk = disk(files);
            disk.delete(name);
            if (generation(name) < oldestGeneration || state(name, 1) != State.CURRENT) {
                assertThat(LogRecord.replay(open(disk))).isEqualTo(expected);
            } else {
                assertThatThrownBy(() -> open(disk))
                        .isInstanceOf(CorruptStorageException.class)
                        .hasMessageContaining("generation " + generation(name))
                        .hasMessageContaining("is missing");
            }
        }
    }

    @Test
    void onlyTheUnusedFilesAreNotAnEmptyLog() throws IOException {
        SimulatedDisk disk = disk(files);
        for (String name : kept()) {
            disk.delete(name);
        }
        assertThat(disk.list()).isNotEmpty();
        assertThatThrownBy(() -> open(disk)).isInstanceOf(CorruptStorageException.class);
    }

    @Test
    void aSecondCopyOfASegmentIsNamed() {
        for (String name : files.keySet()) {
            SimulatedDisk disk = disk(files);
            disk.damage("segment-000999.log", file(name));
            assertThatThrownBy(() -> open(disk))
                    .isInstanceOf(CorruptStorageException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void anOlderCopyOfASegmentIsNamed() throws IOException {
        SimulatedDisk disk = disk(files);
        SegmentLog log = open(disk);
        LogRecord.of(0, 2_000, 100).appendTo(log);
        log.sync();
        LogRecord.of(0, 2_001, 5_000).appendTo(log);
        log.sync();
        disk.damage(open(), file(open()));
        assertThatThrownBy(() -> open(disk)).isInstanceOf(CorruptStorageException.class);
    }

    @Test
    void aNewerFormatIsRefusedWithASentence() {
        byte[] newer = header(header -> header.putInt(SectorLayout.HEADER_VERSION, 2));
        assertNamed(open(), newer, "format 2", "reads format 1", "Nothing was changed", "Start the version");
    }

    @Test
    void aSegmentOfAnotherLogIsNamed() {
        byte[] foreign = header(header -> header.putLong(SectorLayout.HEADER_LOG_ID, 8));
        assertNamed(open(), foreign, open(), "log 8", "log 7", "Put the log's own folder back");
    }

    @Test
    void aLogThatWasMadeIsNotStartedAnewWhenItsFolderIsEmpty() throws IOException {
        SimulatedDisk emptied = new SimulatedDisk(3, 1 << 20);
        LogOptions made = LogOptions.of(7).withSegmentBytes(SEGMENT).mustExist();
        assertThatThrownBy(() -> SegmentLog.open(emptied, made, Runnable::run, () -> 0))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContainingAll("is gone", "log 7", "nothing in it was changed", "Put the log's own folder");
        assertThat(emptied.list()).isEmpty();
        assertThat(LogRecord.replay(SegmentLog.open(disk(files), made, Runnable::run, () -> 0)))
                .isEqualTo(expected);
    }

    @Test
    void nothingIsChangedWhenTheLogIsRefused() throws IOException {
        for (String name : kept()) {
            SimulatedDisk disk = disk(files);
            disk.flipBit(name, 8 * 700);
            Map<String, byte[]> before = contents(disk);
            assertThatThrownBy(() -> open(disk)).isInstanceOf(CorruptStorageException.class);
            assertThat(contents(disk)).usingRecursiveComparison().isEqualTo(before);
        }
    }

    private byte[] header(java.util.function.Consumer<ByteBuffer> change) {
        byte[] bytes = file(open()).clone();
        ByteBuffer buffer = Sectors.allocate(SECTOR).put(bytes, 0, SECTOR).clear();
        change.accept(buffer);
        new Sectors().seal(buffer, 0, generation(open()), 0, 0, SectorLayout.KIND_HEADER);
        buffer.get(0, bytes, 0, SECTOR);
        return bytes;
    }

    private void assertNamed(String name, byte[] damaged, String... parts) {
        assertThatThrownBy(() -> replayWith(name, damaged))
                .as(name)
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContainingAll(parts);
    }

    private List<LogRecord> replayWith(String name, byte[] damaged) {
        Map<String, byte[]> all = new TreeMap<>(files);
        all.put(name, damaged);
        return LogRecord.replay(open(disk(all)));
    }

    private byte[] file(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }

    private int generation(String name) {
        return Objects.requireNonNull(generations.get(name), name);
    }

    private static SimulatedDisk disk(Map<String, byte[]> files) {
        SimulatedDisk disk = new SimulatedDisk(3, 1 << 20);
        files.forEach(disk::damage);
        return disk;
    }

    private static SegmentLog open(SimulatedDisk disk) {
        return SegmentLog.open(disk, LogOptions.of(7).withSegmentBytes(SEGMENT), Runnable::run, () -> 0);
    }

    private static Map<String, byte[]> contents(SimulatedDisk disk) throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        for (String name : disk.list()) {
            all.put(name, disk.contents(name));
        }
        return all;
    }

    private enum State {
        CURRENT,
        OLDER,
        ZERO
    }

    private State state(String name, int s) {
        int generation =
                ByteBuffer.wrap(file(name)).order(ByteOrder.LITTLE_ENDIAN).getInt(s * SECTOR + 4);
        return generation == 0 ? State.ZERO : generation == generation(name) ? State.CURRENT : State.OLDER;
    }

    private int sectorOf(String name, State wanted) {
        for (int s = 1; s < SEGMENT / SECTOR; s++) {
            if (state(name, s) == wanted) {
                return s;
            }
        }
        return -1;
    }

    private boolean isOfLastBatch(String name, int s) {
        ByteBuffer bytes = ByteBuffer.wrap(file(name)).order(ByteOrder.LITTLE_ENDIAN);
        return name.equals(open()) && bytes.getInt(s * SECTOR + SectorLayout.BATCH) == PASSES;
    }

    private List<LogRecord> withoutLastBatch() {
        return expected.subList(0, expected.size() - lastBatchRecords);
    }

    /** Segments that replay reads, oldest first. */
    private List<String> kept() {
        return files.keySet().stream()
                .filter(name -> generation(name) >= oldestGeneration && state(name, 1) == State.CURRENT)
                .sorted(java.util.Comparator.comparing(this::generation))
                .toList();
    }

    /** The segment that is written to. */
    private String open() {
        return kept().get(kept().size() - 1);
    }
}
