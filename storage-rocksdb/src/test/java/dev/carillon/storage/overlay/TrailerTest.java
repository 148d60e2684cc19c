package dev.carillon.storage.overlay;

import static dev.carillon.storage.WrittenBatch.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.QueueVisitor;
import dev.carillon.storage.RecordVisitor;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.StateEngineFailedException;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import dev.carillon.storage.memory.MemoryStateEngine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrailerTest {
    private static final TrailerLimits LIMITS = new TrailerLimits(1000, 50, 3);

    private final FailingEngine engine = new FailingEngine();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Heard heard = new Heard();
    private long now;
    private final Trailer trailer = new Trailer(engine, LIMITS, tasks::add, () -> now, heard);

    @Test
    void writesInTheOrderOfSubmissionInOneTask() {
        assertThat(trailer.submit(batch(1, 1).put("a", "1"))).isTrue();
        assertThat(trailer.submit(batch(2, 5).put("a", "1"))).isTrue();
        assertThat(trailer.submit(batch(1, 2).put("a", "2"))).isTrue();
        assertThat(tasks).hasSize(1);
        assertThat(heard.events).isEmpty();
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "written 2@5", "written 1@2");
        assertThat(engine.marker(1)).isEqualTo(new Marker(1, 2));
    }

    @Test
    void flushesWhenEnoughBytesAreWritten() {
        trailer.submit(batch(1, 1).put("a", "x".repeat(600)));
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1");
        trailer.submit(batch(2, 1).put("a", "x".repeat(600)));
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "written 2@1", "flushed 1@1", "flushed 2@1");
    }

    @Test
    void flushesWhenTheOldestBatchIsOldEnough() {
        trailer.submit(batch(1, 1).put("a", "1"));
        runTasks();
        now = 49;
        trailer.tick();
        assertThat(tasks).isEmpty();
        now = 50;
        trailer.tick();
        trailer.tick();
        assertThat(tasks).hasSize(1);
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "flushed 1@1");
        now = 5000;
        trailer.tick();
        assertThat(tasks).as("nothing is left to flush").isEmpty();
    }

    @Test
    void flushesOnRequestWhatWasSubmittedBefore() {
        trailer.submit(batch(1, 1).put("a", "1"));
        trailer.requestFlush();
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "flushed 1@1");
        trailer.requestFlush();
        runTasks();
        assertThat(heard.events).hasSize(2);
    }

    @Test
    void oneFlushServesAllWhoCanWait() {
        trailer.submit(batch(1, 1).put("a", "1"));
        trailer.requestFlushWithin(20);
        runTasks();
        now = 15;
        trailer.submit(batch(2, 1).put("a", "1"));
        trailer.requestFlushWithin(20);
        runTasks();
        trailer.tick();
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "written 2@1");
        now = 20;
        trailer.tick();
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "written 2@1", "flushed 1@1", "flushed 2@1");
        now = 36;
        trailer.submit(batch(1, 2).put("a", "2"));
        trailer.tick();
        runTasks();
        assertThat(heard.events).as("the second wish was served, too").hasSize(5);
    }

    @Test
    void refusesMoreThanItsLimit() {
        for (int i = 1; i <= 3; i++) {
            assertThat(trailer.submit(batch(i, 1))).isTrue();
        }
        assertThat(trailer.submit(batch(4, 1))).isFalse();
        runTasks();
        assertThat(trailer.submit(batch(4, 1))).isTrue();
    }

    @Test
    void aFullDiskInAFlushIsReportedOnceAndNothingIsCalledFlushed() {
        engine.failFlush = true;
        trailer.submit(batch(1, 1).put("a", "1"));
        trailer.requestFlush();
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "failed StateEngineFailedException");
        assertThat(trailer.isFailed()).isTrue();
        assertThat(trailer.submit(batch(1, 2))).isFalse();
        engine.failFlush = false;
        now = 10_000;
        trailer.tick();
        trailer.requestFlush();
        runTasks();
        assertThat(heard.events).hasSize(2);
    }

    @Test
    void aFailedWriteIsNotCalledWritten() {
        engine.failWrite = new StateEngineFailedException("disk full", new RuntimeException());
        trailer.submit(batch(1, 1));
        trailer.submit(batch(2, 1));
        runTasks();
        assertThat(heard.events).containsExactly("failed StateEngineFailedException");
    }

    @Test
    void damageFoundWhileWritingKeepsItsName() {
        engine.failWrite = new CorruptStorageException("000012.sst");
        trailer.submit(batch(1, 1));
        runTasks();
        assertThat(heard.events).containsExactly("failed CorruptStorageException");
    }

    @Test
    void aCopyIsInstalledBehindWhatWasSubmittedBefore() {
        MemoryStateEngine source = new MemoryStateEngine();
        source.write(batch(1, 9).put("a", "copied"));
        StateImport copy = engine.startImport(1);
        StateImport unwanted = engine.startImport(2);
        addAll(source, copy);
        trailer.submit(batch(1, 1).put("a", "1"));
        trailer.install(1, copy, new Marker(1, 9));
        trailer.discard(unwanted);
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "installed 1@9");
        assertThat(engine.flushedMarker(1)).isEqualTo(new Marker(1, 9));
        assertThatThrownBy(() -> unwanted.add(new UnsafeBuffer(new byte[1]), 0, 1))
                .hasMessageContaining("was aborted");
    }

    /** Without that the writer would look for ever for something to flush. */
    @Test
    void aRemovedPartitionLeavesNothingToFlush() {
        trailer.submit(batch(1, 1).put("a", "1"));
        trailer.remove(1);
        now = 5000;
        runTasks();
        assertThat(heard.events).containsExactly("written 1@1", "removed 1");
        trailer.tick();
        assertThat(tasks).isEmpty();
        assertThat(engine.marker(1)).isEqualTo(Marker.NONE);
    }

    @Test
    void aCopyThatCannotBeInstalledEndsTheTrailer() {
        trailer.install(1, engine.startImport(1), new Marker(1, 9));
        runTasks();
        assertThat(heard.events).containsExactly("failed StateEngineFailedException");
        assertThat(engine.marker(1)).isEqualTo(Marker.NONE);
    }

    private static void addAll(MemoryStateEngine source, StateImport copy) {
        UnsafeBuffer chunk = new UnsafeBuffer(new byte[StateExport.CHUNK_BYTES]);
        try (StateExport export = source.export(1)) {
            for (int n = export.read(chunk, 0, chunk.capacity()); n > 0; n = export.read(chunk, 0, chunk.capacity())) {
                copy.add(chunk, 0, n);
            }
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private static final class Heard implements TrailerListener {
        final List<String> events = new ArrayList<>();

        @Override
        public void written(StateBatch batch) {
            events.add("written " + batch.partition() + "@" + batch.marker().index());
        }

        @Override
        public void installed(int partition, Marker marker) {
            events.add("installed " + partition + "@" + marker.index());
        }

        @Override
        public void flushed(int partition, Marker marker) {
            events.add("flushed " + partition + "@" + marker.index());
        }

        @Override
        public void removed(int partition) {
            events.add("removed " + partition);
        }

        @Override
        public void failed(RuntimeException cause) {
            events.add("failed " + cause.getClass().getSimpleName());
        }
    }

    /** In memory, until told to fail. */
    private static final class FailingEngine implements StateEngine {
        private final MemoryStateEngine memory = new MemoryStateEngine();
        private boolean failFlush;
        private @Nullable RuntimeException failWrite;

        @Override
        public void write(StateBatch batch) {
            if (failWrite != null) {
                throw failWrite;
            }
            memory.write(batch);
        }

        @Override
        public void flush() {
            if (failFlush) {
                throw new IllegalStateException("No space left on device");
            }
            memory.flush();
        }

        @Override
        public Marker marker(int partition) {
            return memory.marker(partition);
        }

        @Override
        public Marker flushedMarker(int partition) {
            return memory.flushedMarker(partition);
        }

        @Override
        public byte @Nullable [] record(int partition, byte[] key) {
            return memory.record(partition, key);
        }

        @Override
        public void scanRecords(int partition, byte[] prefix, RecordVisitor visitor) {
            memory.scanRecords(partition, prefix, visitor);
        }

        @Override
        public int readQueue(int partition, long queue, long fromSeq, int maxItems, QueueVisitor visitor) {
            return memory.readQueue(partition, queue, fromSeq, maxItems, visitor);
        }

        @Override
        public StateExport export(int partition) {
            return memory.export(partition);
        }

        @Override
        public StateImport startImport(int partition) {
            return memory.startImport(partition);
        }

        @Override
        public void remove(int partition) {
            memory.remove(partition);
        }

        @Override
        public long bytes(int partition) {
            return memory.bytes(partition);
        }

        @Override
        public long unflushedBytes() {
            return memory.unflushedBytes();
        }

        @Override
        public void verify(Consumer<String> progress) {
            memory.verify(progress);
        }

        @Override
        public void close() {
            memory.close();
        }
    }
}
