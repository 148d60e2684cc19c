package dev.carillon.storage;

import static dev.carillon.storage.WrittenBatch.batch;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link StateEngine} keeps to. */
public abstract class StateEngineContract {
    @TempDir
    protected Path folder;

    private StateEngine engine;

    /** An engine on the folder, which may be new. */
    protected abstract StateEngine open();

    /** Ends the engine as a power cut would, and gives what is found afterwards. */
    protected abstract StateEngine crash(StateEngine running);

    @BeforeEach
    void openEngine() {
        engine = open();
    }

    @AfterEach
    void closeEngine() {
        engine.close();
    }

    @Test
    void knowsNothingAtFirst() {
        assertThat(engine.marker(3)).isEqualTo(Marker.NONE);
        assertThat(engine.flushedMarker(3)).isEqualTo(Marker.NONE);
        assertThat(record(3, "a")).isNull();
        assertThat(items(3, 1, 0, 10)).isEmpty();
        assertThat(scan(3, "")).isEmpty();
        assertThat(engine.unflushedBytes()).isZero();
    }

    @Test
    void readsWhatWasWritten() {
        engine.write(
                batch(3, 7).put("a", "1").put("empty", "").item(9, 1, "hello").item(9, 2, ""));
        assertThat(record(3, "a")).isEqualTo("1");
        assertThat(record(3, "empty")).isEmpty();
        assertThat(items(3, 9, 1, 10)).containsExactly("1=hello", "2=");
        assertThat(engine.marker(3)).isEqualTo(new Marker(1, 7));
        assertThat(engine.unflushedBytes()).isPositive();
    }

    @Test
    void keepsPartitionsApart() {
        engine.write(batch(1, 5).put("k", "one").item(1, 1, "one"));
        engine.write(batch(256, 6).put("k", "two").item(1, 1, "two"));
        assertThat(record(1, "k")).isEqualTo("one");
        assertThat(record(256, "k")).isEqualTo("two");
        assertThat(record(2, "k")).isNull();
        assertThat(items(1, 1, 0, 9)).containsExactly("1=one");
        assertThat(items(256, 1, 0, 9)).containsExactly("1=two");
        assertThat(scan(1, "")).containsExactly("k=one");
    }

    @Test
    void laterChangesOfABatchWin() {
        engine.write(batch(0, 1).put("a", "1").delete("a").put("b", "1").put("b", "2"));
        assertThat(record(0, "a")).isNull();
        assertThat(record(0, "b")).isEqualTo("2");
        engine.write(batch(0, 2).delete("b").put("a", "3"));
        assertThat(scan(0, "")).containsExactly("a=3");
    }

    @Test
    void scansAPrefixInUnsignedKeyOrderAndStopsWhenTold() {
        engine.write(batch(0, 1)
                .put("u/é", "3")
                .put("u/a", "1")
                .put("u/b", "2")
                .put("t", "x")
                .put("v", "y"));
        assertThat(scan(0, "u/")).containsExactly("u/a=1", "u/b=2", "u/é=3");
        List<String> seen = new ArrayList<>();
        engine.scanRecords(0, new byte[0], (key, value) -> {
            seen.add(text(key));
            return seen.size() < 2;
        });
        assertThat(seen).containsExactly("t", "u/a");
    }

    @Test
    void readsAQueueFromTheCursorOn() {
        engine.write(batch(0, 1).items(5, 1, 101).items(6, 1, 3).items(4, 90, 95));
        assertThat(items(0, 5, 99, 10)).containsExactly("99=item 5/99", "100=item 5/100");
        assertThat(items(0, 5, 40, 2)).containsExactly("40=item 5/40", "41=item 5/41");
        assertThat(items(0, 5, 0, 1)).containsExactly("1=item 5/1");
        assertThat(items(0, 5, 101, 10)).isEmpty();
        assertThat(items(0, 5, 1, 0)).isEmpty();
    }

    @Test
    void anItemThatTheVisitorRefusesDoesNotCount() {
        engine.write(batch(0, 1).items(5, 1, 11));
        int visited = engine.readQueue(0, 5, 3, 100, (seq, buffer, offset, length) -> seq < 6);
        assertThat(visited).isEqualTo(3);
    }

    @Test
    void passesOverItemsThatAreGone() {
        engine.write(batch(0, 1).items(5, 1, 21));
        engine.write(batch(0, 2).trim(5, 1, 15).trim(5, 500, 510).trim(77, 0, 3));
        assertThat(items(0, 5, 0, 2)).containsExactly("15=item 5/15", "16=item 5/16");
        engine.write(batch(0, 3).trim(5, 15, 21));
        assertThat(items(0, 5, 0, 2)).isEmpty();
    }

    @Test
    void readsLargeItems() {
        String large = "x".repeat(70_000);
        engine.write(batch(0, 1).item(1, 1, large).item(1, 2, "small"));
        assertThat(items(0, 1, 1, 2)).containsExactly("1=" + large, "2=small");
    }

    @Test
    void aHugeTrimWorksToo() {
        engine.write(batch(0, 1).items(5, 1, 3).items(5, 200_001, 200_003));
        engine.write(batch(0, 2).trim(5, 1, 200_002));
        assertThat(items(0, 5, 0, 9)).containsExactly("200002=item 5/200002");
    }

    @Test
    void aFlushSurvivesACrashWithItsMarker() {
        engine.write(batch(0, 8).put("a", "1").items(2, 1, 4));
        engine.write(batch(1, 3).put("b", "1"));
        engine.flush();
        assertThat(engine.flushedMarker(0)).isEqualTo(new Marker(1, 8));
        assertThat(engine.unflushedBytes()).isZero();
        engine = crash(engine);
        assertThat(engine.marker(0)).isEqualTo(new Marker(1, 8));
        assertThat(engine.flushedMarker(0)).isEqualTo(new Marker(1, 8));
        assertThat(engine.marker(1)).isEqualTo(new Marker(1, 3));
        assertThat(record(0, "a")).isEqualTo("1");
        assertThat(items(0, 2, 1, 9)).hasSize(3);
    }

    @Test
    void whatIsNotFlushedIsNotCalledFlushed() {
        engine.write(batch(0, 8).put("a", "1"));
        engine.flush();
        engine.write(batch(0, 9).put("a", "2"));
        assertThat(engine.marker(0)).isEqualTo(new Marker(1, 9));
        assertThat(engine.flushedMarker(0)).isEqualTo(new Marker(1, 8));
        engine = crash(engine);
        assertThat(engine.marker(0)).isIn(new Marker(1, 8), new Marker(1, 9));
        assertThat(record(0, "a")).isEqualTo(engine.marker(0).index() == 8 ? "1" : "2");
    }

    @Test
    void aPartitionKeepsItsDataInItsNextGeneration() {
        engine.write(batch(0, 1, 100).put("a", "1").items(2, 1, 4));
        engine.write(batch(0, 2, 1).put("b", "1"));
        engine.flush();
        engine = crash(engine);
        assertThat(engine.marker(0)).isEqualTo(new Marker(2, 1));
        assertThat(scan(0, "")).containsExactly("a=1", "b=1");
        assertThat(items(0, 2, 1, 9)).hasSize(3);
    }

    @Test
    void verifiesWhatIsWhole() {
        engine.write(batch(0, 1).items(2, 1, 1000));
        engine.flush();
        List<String> said = new ArrayList<>();
        engine.verify(said::add);
        assertThat(said).isNotEmpty();
    }

    private @Nullable String record(int partition, String key) {
        byte[] value = engine.record(partition, key.getBytes(StandardCharsets.UTF_8));
        return value == null ? null : text(value);
    }

    private List<String> scan(int partition, String prefix) {
        List<String> seen = new ArrayList<>();
        engine.scanRecords(
                partition,
                prefix.getBytes(StandardCharsets.UTF_8),
                (key, value) -> seen.add(text(key) + "=" + text(value)));
        return seen;
    }

    private List<String> items(int partition, long queue, long fromSeq, int maxItems) {
        List<String> seen = new ArrayList<>();
        int visited = engine.readQueue(partition, queue, fromSeq, maxItems, (seq, buffer, offset, length) -> {
            byte[] item = new byte[length];
            buffer.getBytes(offset, item);
            return seen.add(seq + "=" + text(item));
        });
        assertThat(visited).isEqualTo(seen.size());
        return seen;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
