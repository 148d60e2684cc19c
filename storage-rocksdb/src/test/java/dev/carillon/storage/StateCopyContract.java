package dev.carillon.storage;

import static dev.carillon.storage.WrittenBatch.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link StateEngine} keeps to when a partition's state is copied from one into another. */
public abstract class StateCopyContract {
    protected static final int P = 3;
    private static final int SMALL_CHUNK_BYTES = 300;
    private static final Marker COPIED = new Marker(1, 50);

    @TempDir
    Path sourceFolder;

    @TempDir
    protected Path targetFolder;

    protected StateEngine source;
    protected StateEngine target;

    /** An engine on the folder, which may be new. */
    protected abstract StateEngine open(Path folder);

    /** Ends the engine as a power cut would, and gives what is found afterwards. */
    protected abstract StateEngine crash(StateEngine running, Path folder);

    @BeforeEach
    void openEngines() {
        source = open(sourceFolder);
        target = open(targetFolder);
        fill(source);
        target.write(
                batch(P, 20).put("old", "1").put("u/1", "old").items(7, 1, 4).item(9, 77, "old"));
        target.write(batch(P + 1, 9).put("neighbour", "1").items(7, 1, 3));
        target.flush();
    }

    @AfterEach
    void closeEngines() {
        source.close();
        target.close();
    }

    /** Records, a queue from its start, one that was trimmed, one with a hole, one with a huge number, long items. */
    private static void fill(StateEngine engine) {
        engine.write(batch(P - 1, 3).put("below", "1").items(7, 1, 3));
        engine.write(batch(P + 1, 3).put("above", "1").items(7, 1, 3));
        WrittenBatch first = batch(P, 40)
                .put("", "empty key")
                .put("u/1", "new")
                .put("u/2", "")
                .put("u/é", "ü");
        for (int i = 0; i < 400; i++) {
            first.put("many/" + i, "value " + i);
        }
        engine.write(first.items(7, 1, 300).items(8, 1, 200).items(Long.MIN_VALUE, 1_000_000, 1_000_100));
        engine.write(batch(P, COPIED.index())
                .trim(8, 1, 190)
                .trim(7, 100, 150)
                .delete("many/7")
                .item(1, 5, "x".repeat(65_536))
                .item(1, 6, "")
                .item(1, 7, "y".repeat(65_536)));
    }

    @Test
    void theCopyIsTheSource() {
        copy(source, target, StateExport.CHUNK_BYTES).complete(COPIED);
        assertThat(everything(target)).isEqualTo(everything(source)).hasSizeGreaterThan(700);
        assertThat(target.marker(P)).isEqualTo(COPIED);
        assertThat(target.flushedMarker(P)).isEqualTo(COPIED);
        assertThat(target.record(P, bytes("u/1"))).isEqualTo(bytes("new"));
        assertThat(target.record(P, bytes("old"))).isNull();
        assertThat(target.readQueue(P, 8, 0, 100, (seq, buffer, offset, length) -> seq >= 190))
                .isEqualTo(10);
        assertThat(target.readQueue(P, 9, 0, 100, (seq, buffer, offset, length) -> true))
                .isZero();
    }

    @Test
    void otherPartitionsAreLeftAlone() {
        List<String> above = everything(target, P + 1);
        copy(source, target, StateExport.CHUNK_BYTES).complete(COPIED);
        assertThat(everything(target, P + 1)).isEqualTo(above).hasSize(3);
        assertThat(target.marker(P + 1)).isEqualTo(new Marker(1, 9));
        assertThat(target.marker(P - 1)).isEqualTo(Marker.NONE);
        assertThat(everything(target, P - 1)).isEmpty();
    }

    @Test
    void aPartitionThatWasNotThereComesWithItsCopy() {
        copy(source, target, P + 1, StateExport.CHUNK_BYTES).complete(new Marker(2, 0));
        target = crash(target, targetFolder);
        assertThat(everything(target, P + 1)).isEqualTo(everything(source, P + 1));
        StateImport fresh = copy(source, target, P - 1, StateExport.CHUNK_BYTES);
        assertThat(everything(target, P - 1)).isEmpty();
        fresh.complete(new Marker(1, 3));
        target = crash(target, targetFolder);
        assertThat(everything(target, P - 1))
                .isEqualTo(everything(source, P - 1))
                .hasSize(3);
        assertThat(target.flushedMarker(P - 1)).isEqualTo(new Marker(1, 3));
    }

    @Test
    void aPartitionWithoutStateIsAnEmptyCopy() {
        List<byte[]> chunks = chunks(source, 99, SMALL_CHUNK_BYTES);
        assertThat(chunks).as("the end alone").hasSize(1);
        try (StateExport export = source.export(99)) {
            assertThat(export.marker()).isEqualTo(Marker.NONE);
        }
        StateImport empty = add(target, 99, chunks);
        empty.complete(new Marker(2, 0));
        assertThat(target.marker(99)).isEqualTo(new Marker(2, 0));
        assertThat(everything(target, 99)).isEmpty();
    }

    @Test
    void chunksOfAnyLengthMakeTheSameCopy() {
        List<String> expected = everything(source);
        int[] lengths = {66_000, 70_001, 131_072, 1 << 20};
        long index = COPIED.index();
        for (int length : lengths) {
            source.write(batch(P, ++index).put("round", "at " + index));
            copy(source, target, length).complete(new Marker(1, index));
            assertThat(everything(target)).as("chunks of %d bytes", length).isEqualTo(everything(source));
        }
        assertThat(everything(source)).hasSize(expected.size() + 1);
        assertThat(chunks(source, P, 66_000))
                .hasSizeGreaterThan(chunks(source, P, 1 << 20).size());
    }

    @Test
    void aChunkTooShortForAnItemIsRefusedAndNothingIsLost() {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES + 10]);
        StateImport copy = target.startImport(P);
        int refused = 0;
        try (StateExport export = source.export(P)) {
            assertThatThrownBy(() -> export.read(buffer, 0, 40))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 40 bytes")
                    .hasMessageContaining("needs 62");
            for (boolean more = true; more; ) {
                int length;
                try {
                    length = export.read(buffer, 10, 500);
                } catch (IllegalArgumentException e) {
                    assertThat(e).hasMessageContaining("at most 500 bytes").hasMessageContaining("needs 65602");
                    refused++;
                    length = export.read(buffer, 10, 65_602);
                }
                more = length > 0;
                if (more) {
                    copy.add(buffer, 10, length);
                }
            }
        }
        assertThat(refused).isEqualTo(2);
        copy.complete(COPIED);
        assertThat(everything(target)).isEqualTo(everything(source));
    }

    @Test
    void aChunkBeyondTheBufferIsRefusedAndNothingIsLost() {
        try (StateExport export = source.export(P)) {
            UnsafeBuffer small = new UnsafeBuffer(new byte[1000]);
            assertThatThrownBy(() -> export.read(small, 10, 1000)).isInstanceOf(IndexOutOfBoundsException.class);
            StateImport copy = target.startImport(P);
            ExpandableArrayBuffer growing = new ExpandableArrayBuffer();
            for (int length; (length = export.read(growing, 10, StateExport.CHUNK_BYTES)) > 0; ) {
                copy.add(growing, 10, length);
            }
            copy.complete(COPIED);
        }
        assertThat(everything(target)).isEqualTo(everything(source));
    }

    @Test
    void whatTheSourceWritesMeanwhileDoesNotShow() {
        List<String> before = everything(source);
        StateImport copy = target.startImport(P);
        try (StateExport export = source.export(P)) {
            long index = COPIED.index();
            for (byte[] chunk = next(export, 70_000); chunk.length > 0; chunk = next(export, 70_000)) {
                copy.add(new UnsafeBuffer(chunk), 0, chunk.length);
                source.write(batch(P, ++index)
                        .put("u/1", "newest")
                        .put("zzz", "later")
                        .delete("many/399")
                        .delete("u/é")
                        .trim(7, 0, 400)
                        .trim(1, 0, 10)
                        .items(7, index * 1000, index * 1000 + 500)
                        .items(10, 1, 50));
                source.flush();
            }
            assertThat(export.marker()).isEqualTo(COPIED);
        }
        copy.complete(COPIED);
        assertThat(everything(target)).isEqualTo(before);
        assertThat(everything(source)).isNotEqualTo(before);
    }

    @Test
    void anExportOutlivesTheStateThatItShows() {
        List<String> before = everything(source);
        source.flush();
        try (StateExport export = source.export(P)) {
            StateImport copy = target.startImport(P);
            byte[] first = next(export, 70_000);
            copy.add(new UnsafeBuffer(first), 0, first.length);
            add(source, P, chunks(target, P, 70_000)).complete(new Marker(2, 1));
            source.flush();
            for (byte[] chunk = next(export, 70_000); chunk.length > 0; chunk = next(export, 70_000)) {
                copy.add(new UnsafeBuffer(chunk), 0, chunk.length);
            }
            copy.complete(COPIED);
        }
        assertThat(everything(target)).isEqualTo(before);
        assertThat(everything(source)).contains("old=1").hasSize(6);
    }

    @Test
    void anExportEndsAndCloses() {
        StateExport export = source.export(P);
        int read = 0;
        while (next(export, StateExport.CHUNK_BYTES).length > 0) {
            read++;
        }
        assertThat(read).isGreaterThan(2);
        assertThat(next(export, StateExport.CHUNK_BYTES))
                .as("the end is the end")
                .isEmpty();
        export.close();
        export.close();
        StateExport closed = source.export(P);
        closed.close();
        assertThatThrownBy(() -> next(closed, StateExport.CHUNK_BYTES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void everyFlippedBitIsFound() {
        source.write(batch(P, 60).trim(1, 0, 10).trim(8, 0, 1000).trim(Long.MIN_VALUE, 0, 1_000_097));
        List<byte[]> chunks = chunks(source, P, SMALL_CHUNK_BYTES);
        List<String> before = everything(target);
        Random random = new Random(5);
        int last = chunks.size() - 1;
        for (int damaged : new int[] {0, 1, last / 2, last - 1, last}) {
            for (int at = 0; at < chunks.get(damaged).length; at++) {
                byte[] chunk = chunks.get(damaged).clone();
                chunk[at] ^= (byte) (1 << random.nextInt(8));
                assertRefused(chunks.subList(0, damaged), chunk, "chunk " + damaged + ", byte " + at, "");
            }
        }
        assertThat(everything(target)).isEqualTo(before);
    }

    @Test
    void aShortenedOrLengthenedChunkIsFound() {
        List<byte[]> chunks = chunks(source, P, 70_000);
        byte[] chunk = chunks.get(0);
        for (int length = 0; length < 200; length++) {
            assertRefused(List.of(), Arrays.copyOf(chunk, length), "cut to " + length, "cut off");
        }
        assertRefused(List.of(), Arrays.copyOf(chunk, chunk.length - 1), "one byte short", "cut off");
        assertRefused(List.of(), Arrays.copyOf(chunk, chunk.length + 1), "one byte long", "cut off or damaged");
        assertThat(everything(target)).contains("old=1");
    }

    @Test
    void chunksOutOfOrderAreFound() {
        List<byte[]> chunks = chunks(source, P, 70_000);
        int last = chunks.size() - 1;
        assertRefused(List.of(), chunks.get(1), "the first is missing", "chunk 1 came where chunk 0 was due");
        assertRefused(chunks.subList(0, 1), chunks.get(2), "one is missing", "chunk 2 came where chunk 1 was due");
        assertRefused(chunks.subList(0, 2), chunks.get(1), "one came twice", "chunk 1 came where chunk 2 was due");
        assertRefused(chunks.subList(0, 1), chunks.get(last), "only the end came", "came where chunk 1 was due");
        assertRefused(chunks, chunks.get(last), "the end came twice", "after the last one");
        assertThat(everything(target)).contains("old=1");
    }

    @Test
    void chunksOfAnotherCopyAreFound() {
        List<byte[]> chunks = chunks(source, P, 70_000);
        List<byte[]> cutElsewhere = chunks(source, P, StateExport.CHUNK_BYTES);
        assertRefused(chunks.subList(0, 1), cutElsewhere.get(1), "other lengths", "another copy");
        source.write(batch(P, 51).put("zzz", "behind the first chunk"));
        List<byte[]> later = chunks(source, P, 70_000);
        assertRefused(chunks.subList(0, 2), later.get(2), "a later marker", "another copy");
        assertRefused(List.of(), chunks(source, P - 1, 70_000).get(0), "other partition", "of partition 2");
        assertThat(everything(target)).contains("old=1");
    }

    @Test
    void aChunkOfAnotherVersionOrMeaninglessIsRefused() {
        List<byte[]> chunks = chunks(source, P, SMALL_CHUNK_BYTES * 300);
        assertRefused(
                List.of(),
                forged(chunks.get(0), chunk -> chunk.put(0, (byte) 2)),
                "version",
                "has format version 2, and this Carillon knows version 1");
        assertRefused(List.of(), forged(chunks.get(0), chunk -> chunk.put(1, (byte) 3)), "kind", "no list");
        for (int count : new int[] {-1, 0, 1, 1 << 30, Integer.MAX_VALUE}) {
            assertRefused(List.of(), forged(chunks.get(0), chunk -> chunk.putInt(34, count)), "records", "no list");
            assertRefused(List.of(), forged(chunks.get(0), chunk -> chunk.putInt(38, count)), "items", "no list");
        }
        for (int length : new int[] {-1, 1 << 20, Integer.MAX_VALUE}) {
            assertRefused(List.of(), forged(chunks.get(0), chunk -> chunk.putInt(42, length)), "key", "no list");
            assertRefused(List.of(), forged(chunks.get(0), chunk -> chunk.putInt(46, length)), "value", "no list");
        }
        int last = chunks.size() - 1;
        byte[] end = forged(chunks.get(last), chunk -> chunk.putLong(50, 7));
        assertRefused(chunks.subList(0, last), end, "another count of items", "there should be");
    }

    @Test
    void aRefusedImportIsOver() {
        List<byte[]> chunks = chunks(source, P, 70_000);
        StateImport copy = add(target, P, chunks.subList(0, 1));
        byte[] damaged = chunks.get(1).clone();
        damaged[60] ^= 1;
        assertThatThrownBy(() -> copy.add(new UnsafeBuffer(damaged), 0, damaged.length))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("checksum does not fit")
                .hasMessageContaining("The present state is untouched; fetch the copy again");
        byte[] intact = chunks.get(1);
        assertThatThrownBy(() -> copy.add(new UnsafeBuffer(intact), 0, intact.length))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("start another");
        assertThatThrownBy(() -> copy.complete(COPIED)).isInstanceOf(IllegalStateException.class);
        copy.close();
        copy(source, target, 70_000).complete(COPIED);
        assertThat(everything(target)).isEqualTo(everything(source));
    }

    @Test
    void aCopyWithoutItsEndIsNoCopy() {
        List<byte[]> chunks = chunks(source, P, 70_000);
        int last = chunks.size() - 1;
        StateImport copy = add(target, P, chunks.subList(0, last));
        assertThatThrownBy(() -> copy.complete(COPIED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ends after " + last + " chunks, before its last one")
                .hasMessageContaining("The present state is untouched");
        assertThat(everything(target)).contains("old=1");
        copy.add(new UnsafeBuffer(chunks.get(last)), 0, chunks.get(last).length);
        copy.complete(COPIED);
        assertThat(everything(target)).isEqualTo(everything(source));
    }

    @Test
    void aMarkerThatIsNotAboveIsRefused() {
        StateImport copy = copy(source, target, 70_000);
        target.write(batch(P, COPIED.index()).put("newer", "1"));
        assertThatThrownBy(() -> copy.complete(COPIED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not above")
                .hasMessageContaining("The present state is untouched");
        target.write(batch(P, 2, 1).put("newer", "2"));
        assertThatThrownBy(() -> copy.complete(COPIED)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> copy.complete(new Marker(1, 1000))).isInstanceOf(IllegalStateException.class);
        assertThat(everything(target)).contains("newer=2", "old=1");
        assertThat(target.marker(P)).isEqualTo(new Marker(2, 1));
        copy.complete(new Marker(3, 0));
        assertThat(target.marker(P)).isEqualTo(new Marker(3, 0));
        assertThat(everything(target)).isEqualTo(everything(source));
    }

    @Test
    void aMarkerThatIsNotTheCopysIsRefused() {
        StateImport copy = copy(source, target, 70_000);
        for (Marker wrong : new Marker[] {new Marker(1, 49), new Marker(1, 51)}) {
            assertThatThrownBy(() -> copy.complete(wrong))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was made at " + COPIED);
        }
        assertThat(everything(target)).contains("old=1");
        copy.complete(COPIED);
    }

    @Test
    void thePresentStateGoesOnDuringAnImport() {
        StateImport copy = copy(source, target, 70_000);
        target.write(batch(P, 21).put("old", "2").items(7, 4, 6));
        target.flush();
        assertThat(everything(target)).contains("old=2", "7/5=item 7/5").doesNotContain("u/1=new");
        copy.abort();
        target = crash(target, targetFolder);
        assertThat(target.marker(P)).isEqualTo(new Marker(1, 21));
        assertThat(everything(target)).contains("old=2", "7/5=item 7/5").hasSize(8);
    }

    @Test
    void aCrashBeforeTheEndKeepsThePresentStateAndNothingElse() {
        List<String> before = everything(target);
        List<byte[]> chunks = chunks(source, P, 66_000);
        for (int added = 0; added <= chunks.size(); added++) {
            StateImport copy = add(target, P, chunks.subList(0, added));
            target = crash(target, targetFolder);
            assertThat(everything(target)).as("after %d chunks", added).isEqualTo(before);
            assertThat(target.marker(P)).isEqualTo(new Marker(1, 20));
            assertThatThrownBy(() -> copy.complete(COPIED)).isInstanceOf(IllegalStateException.class);
            copy.close();
        }
        // What comes into the same place next must not have anything of it.
        source.write(batch(P + 9, 30).put("other", "1").items(7, 1000, 1010));
        List<byte[]> other = forPartition(chunks(source, P + 9, 70_000), P);
        add(target, P, other).complete(new Marker(1, 30));
        assertThat(everything(target)).isEqualTo(everything(source, P + 9)).hasSize(11);
        target.write(batch(P + 7, 1).put("a", "1"));
        assertThat(everything(target, P + 7)).containsExactly("a=1");
    }

    @Test
    void aCrashAfterTheEndKeepsTheCopy() {
        target.write(batch(P + 1, 10).put("neighbour", "2"));
        copy(source, target, 70_000).complete(COPIED);
        assertThat(target.flushedMarker(P + 1)).as("flushed with it").isEqualTo(new Marker(1, 10));
        target = crash(target, targetFolder);
        assertThat(target.marker(P)).isEqualTo(COPIED);
        assertThat(target.flushedMarker(P)).isEqualTo(COPIED);
        assertThat(everything(target)).isEqualTo(everything(source));
        assertThat(target.record(P + 1, bytes("neighbour"))).isEqualTo(bytes("2"));
    }

    @Test
    void batchesGoOnOverACopy() {
        target.write(batch(P, 21).put("old", "unflushed").items(7, 4, 9));
        copy(source, target, 70_000).complete(COPIED);
        for (StateEngine engine : List.of(source, target)) {
            engine.write(batch(P, 51)
                    .put("u/1", "newest")
                    .delete("many/3")
                    .trim(7, 1, 20)
                    .items(7, 300, 310));
            engine.write(batch(P, 2, 1).put("generation", "2"));
        }
        target.flush();
        target = crash(target, targetFolder);
        assertThat(target.marker(P)).isEqualTo(new Marker(2, 1));
        assertThat(everything(target)).isEqualTo(everything(source)).contains("u/1=newest", "generation=2");
    }

    @Test
    void aSecondCopyReplacesTheFirst() {
        copy(source, target, 70_000).complete(COPIED);
        source.write(batch(P, 60).delete("many/1").delete("").trim(7, 0, 300).items(12, 4, 9));
        copy(source, target, 70_000).complete(new Marker(1, 60));
        assertThat(everything(target)).isEqualTo(everything(source));
        source.write(batch(P, 2, 5).delete("many/2"));
        copy(source, target, 70_000).complete(new Marker(2, 5));
        target = crash(target, targetFolder);
        assertThat(target.marker(P)).isEqualTo(new Marker(2, 5));
        assertThat(everything(target)).isEqualTo(everything(source)).doesNotContain("many/1=value 1");
    }

    @Test
    void ofTwoCopiesAtOnceTheHigherOneStays() {
        StateImport lower = copy(source, target, 70_000);
        source.write(batch(P, 60).put("higher", "1"));
        StateImport higher = copy(source, target, 70_000);
        higher.complete(new Marker(1, 60));
        assertThatThrownBy(() -> lower.complete(COPIED)).isInstanceOf(IllegalStateException.class);
        lower.close();
        assertThat(everything(target)).isEqualTo(everything(source)).contains("higher=1");
        target = crash(target, targetFolder);
        assertThat(everything(target)).isEqualTo(everything(source));
    }

    @Test
    void aRemovedPartitionIsGoneAndStaysGone() {
        target.write(batch(P, 21).put("old", "unflushed"));
        List<String> above = everything(target, P + 1);
        target.remove(P);
        assertThat(target.marker(P)).isEqualTo(Marker.NONE);
        assertThat(target.flushedMarker(P)).isEqualTo(Marker.NONE);
        assertThat(everything(target)).isEmpty();
        target = crash(target, targetFolder);
        assertThat(target.marker(P)).isEqualTo(Marker.NONE);
        assertThat(everything(target)).isEmpty();
        assertThat(everything(target, P + 1)).isEqualTo(above).hasSize(3);
        target.remove(P);
        // It may come back, with nothing of what it was.
        target.write(batch(P, 5, 1).put("new", "1"));
        assertThat(everything(target)).containsExactly("new=1");
        assertThat(target.marker(P)).isEqualTo(new Marker(5, 1));
    }

    @Test
    void theSizeOfAPartitionIsAboutWhatItHolds() {
        source.flush();
        assertThat(source.bytes(P)).isBetween(5_000L, 600_000L);
        assertThat(source.bytes(P + 50)).isZero();
    }

    @Test
    void anExportOutlivesTheRemovalOfWhatItShows() {
        try (StateExport export = source.export(P)) {
            List<String> whole = everything(source);
            source.remove(P);
            StateImport copy = target.startImport(P);
            UnsafeBuffer chunk = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
            for (int length = export.read(chunk, 0, chunk.capacity());
                    length > 0;
                    length = export.read(chunk, 0, chunk.capacity())) {
                copy.add(chunk, 0, length);
            }
            copy.complete(COPIED);
            assertThat(everything(target)).isEqualTo(whole);
        }
    }

    @Test
    void anAbortedImportIsGone() {
        List<String> before = everything(target);
        StateImport aborted = copy(source, target, 70_000);
        aborted.abort();
        aborted.abort();
        aborted.close();
        assertThatThrownBy(() -> aborted.complete(COPIED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("aborted");
        try (StateImport closed = copy(source, target, 70_000)) {
            assertThat(closed).isNotNull();
        }
        assertThat(everything(target)).isEqualTo(before);
        target = crash(target, targetFolder);
        assertThat(everything(target)).isEqualTo(before);
    }

    @Test
    void closingACompleteImportChangesNothing() {
        StateImport copy = copy(source, target, 70_000);
        copy.complete(COPIED);
        copy.abort();
        copy.close();
        assertThatThrownBy(() -> copy.complete(new Marker(9, 9)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("complete already");
        target.flush();
        target = crash(target, targetFolder);
        assertThat(everything(target)).isEqualTo(everything(source));
    }

    @Test
    void readersSeeTheOneStateOrTheOther() {
        AtomicBoolean done = new AtomicBoolean();
        copy(source, target, 70_000).complete(COPIED);
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
            int reads = 0;
            while (!done.get()) {
                byte[] record = target.record(P, bytes("u/1"));
                assertThat(record).isNotNull();
                assertThat(scanned(target, "many/")).isGreaterThanOrEqualTo(399);
                int items = target.readQueue(P, 7, 0, 1000, (seq, buffer, offset, length) -> true);
                assertThat(items).isEqualTo(249);
                reads++;
            }
            return reads;
        });
        try {
            for (int round = 1; round <= 60 && !reader.isDone(); round++) {
                source.write(batch(P, COPIED.index() + round).put("many/new " + round, "1"));
                copy(source, target, StateExport.CHUNK_BYTES).complete(new Marker(1, COPIED.index() + round));
            }
        } finally {
            done.set(true);
        }
        assertThat(reader.join()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverComesInWhateverOrderOneWholeStateIsThere(long seed) {
        Random random = new Random(seed);
        Map<Marker, List<String>> possible = new HashMap<>(Map.of(target.marker(P), everything(target)));
        int crashesInMidImport = 0;
        int completed = 0;
        long index = COPIED.index();
        Deque<byte[]> chunks = new ArrayDeque<>();
        @Nullable StateImport copy = null;
        for (int step = 0; step < 400; step++) {
            Marker next = new Marker(1 + step / 100, ++index);
            WrittenBatch batch = batch(P, next.generation(), next.index())
                    .put("many/" + random.nextInt(20), "step " + step)
                    .delete("many/" + random.nextInt(20))
                    .items(7, step * 10L, step * 10L + random.nextInt(10))
                    .trim(7, 0, step * 5L);
            switch (random.nextInt(8)) {
                case 0, 1 -> {
                    target.write(batch);
                    possible.put(next, everything(target));
                }
                case 2 -> {
                    target.flush();
                    possible.keySet().retainAll(Set.of(target.marker(P)));
                }
                case 3 -> {
                    crashesInMidImport += copy == null ? 0 : 1;
                    target = crash(target, targetFolder);
                    copy = null;
                    assertThat(possible).as("step %d", step).containsKey(target.marker(P));
                    possible.keySet().retainAll(Set.of(target.marker(P)));
                }
                case 4 -> {
                    source.write(batch);
                    if (copy != null) {
                        copy.abort();
                    }
                    chunks = new ArrayDeque<>(chunks(source, P, 70_000));
                    copy = target.startImport(P);
                }
                default -> {
                    for (int i = random.nextInt(3); i >= 0 && copy != null && !chunks.isEmpty(); i--) {
                        copy.add(new UnsafeBuffer(chunks.element()), 0, chunks.remove().length);
                    }
                    if (copy != null && chunks.isEmpty() && source.marker(P).isAbove(target.marker(P))) {
                        copy.complete(source.marker(P));
                        copy = null;
                        completed++;
                        assertThat(everything(target)).as("step %d", step).isEqualTo(everything(source));
                        possible = new HashMap<>(Map.of(target.marker(P), everything(target)));
                    }
                }
            }
            assertThat(everything(target)).as("step %d", step).isEqualTo(possible.get(target.marker(P)));
        }
        assertThat(completed).isGreaterThan(2);
        assertThat(crashesInMidImport).isGreaterThan(2);
    }

    /** Chunks as they are, but of another partition. */
    private static List<byte[]> forPartition(List<byte[]> chunks, int partition) {
        List<byte[]> forged = new ArrayList<>();
        int[] checksum = new int[1];
        for (byte[] chunk : chunks) {
            byte[] copy = forged(chunk, bytes -> bytes.putInt(6, partition).putInt(30, checksum[0]));
            checksum[0] = ByteBuffer.wrap(copy).getInt(copy.length - 4);
            forged.add(copy);
        }
        return forged;
    }

    /** With a checksum that fits. */
    private static byte[] forged(byte[] chunk, Consumer<ByteBuffer> change) {
        byte[] forged = chunk.clone();
        change.accept(ByteBuffer.wrap(forged));
        CRC32C crc = new CRC32C();
        crc.update(forged, 0, forged.length - 4);
        ByteBuffer.wrap(forged).putInt(forged.length - 4, (int) crc.getValue());
        return forged;
    }

    /** The chunk is refused behind these, with a sentence; what is there is left as it is. */
    private void assertRefused(List<byte[]> before, byte[] chunk, String what, String said) {
        Marker marker = target.marker(P);
        try (StateImport copy = add(target, P, before)) {
            assertThatThrownBy(() -> copy.add(new UnsafeBuffer(chunk), 0, chunk.length))
                    .as(what)
                    .isInstanceOf(CorruptStorageException.class)
                    .hasMessageContaining("copy of partition " + P)
                    .hasMessageContaining(said)
                    .hasMessageContaining("The present state is untouched; fetch the copy again from its beginning.");
            assertThatThrownBy(() -> copy.complete(COPIED)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(target.marker(P)).isEqualTo(marker);
    }

    private static StateImport copy(StateEngine from, StateEngine to, int lengthMax) {
        return copy(from, to, P, lengthMax);
    }

    private static StateImport copy(StateEngine from, StateEngine to, int partition, int lengthMax) {
        return add(to, partition, chunks(from, partition, lengthMax));
    }

    protected static StateImport add(StateEngine to, int partition, List<byte[]> chunks) {
        StateImport copy = to.startImport(partition);
        for (byte[] chunk : chunks) {
            copy.add(new UnsafeBuffer(chunk), 0, chunk.length);
        }
        return copy;
    }

    /** All chunks of an export. */
    protected static List<byte[]> chunks(StateEngine engine, int partition, int lengthMax) {
        List<byte[]> chunks = new ArrayList<>();
        try (StateExport export = engine.export(partition)) {
            for (byte[] chunk = next(export, lengthMax); chunk.length > 0; chunk = next(export, lengthMax)) {
                assertThat(chunk.length).isLessThanOrEqualTo(lengthMax);
                chunks.add(chunk);
            }
        }
        return chunks;
    }

    private static byte[] next(StateExport export, int lengthMax) {
        UnsafeBuffer buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(lengthMax));
        byte[] chunk = new byte[export.read(buffer, 0, lengthMax)];
        buffer.getBytes(0, chunk);
        return chunk;
    }

    private static int scanned(StateEngine engine, String prefix) {
        int[] seen = new int[1];
        engine.scanRecords(P, bytes(prefix), (key, value) -> ++seen[0] > 0);
        return seen[0];
    }

    protected static List<String> everything(StateEngine engine) {
        return everything(engine, P);
    }

    /** Every record and item of the partition, read as the node reads them. */
    protected static List<String> everything(StateEngine engine, int partition) {
        List<String> seen = new ArrayList<>();
        engine.scanRecords(partition, new byte[0], (key, value) -> seen.add(text(key) + "=" + text(value)));
        for (long queue : new long[] {1, 7, 8, 9, 10, 12, Long.MIN_VALUE}) {
            engine.readQueue(partition, queue, 0, Integer.MAX_VALUE, (seq, buffer, offset, length) -> {
                byte[] item = new byte[length];
                buffer.getBytes(offset, item);
                return seen.add(queue + "/" + seq + "=" + text(item));
            });
        }
        return seen;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
