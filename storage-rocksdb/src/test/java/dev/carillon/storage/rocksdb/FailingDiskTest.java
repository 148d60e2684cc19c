package dev.carillon.storage.rocksdb;

import static dev.carillon.storage.WrittenBatch.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngineFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes no new files: what cannot be flushed is not called flushed, and nothing flushed before is lost. */
class FailingDiskTest {
    private static final EngineLimits ROOMY = new EngineLimits(8 << 20, 8 << 20, 1 << 20, 32, 1);

    @TempDir
    Path folder;

    @Test
    void aFlushThatFailsIsFinalAndClaimsNothing() throws IOException {
        Path aside = folder.resolve("aside");
        try (RocksStateEngine engine = RocksStateEngine.open(folder, ROOMY)) {
            engine.write(batch(0, 1).put("a", "1").items(1, 1, 10));
            engine.flush();
            engine.write(batch(0, 2).put("a", "2").items(1, 10, 20));
            Files.move(folder.resolve("db"), aside);
            assertThatThrownBy(engine::flush)
                    .isInstanceOf(StateEngineFailedException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("Everything acked is in the log");
            assertThat(engine.flushedMarker(0)).isEqualTo(new Marker(1, 1));
            Files.move(aside, folder.resolve("db"));
            assertThatThrownBy(() -> engine.write(batch(0, 3).put("a", "3")))
                    .as("even when there is room again")
                    .isInstanceOf(StateEngineFailedException.class);
            assertThatThrownBy(engine::flush).isInstanceOf(StateEngineFailedException.class);
            assertThat(engine.flushedMarker(0)).isEqualTo(new Marker(1, 1));
        }
        try (RocksStateEngine engine = RocksStateEngine.open(folder, ROOMY)) {
            engine.verify(step -> {});
            assertThat(engine.marker(0)).isEqualTo(new Marker(1, 1));
            assertThat(engine.readQueue(0, 1, 1, 100, (seq, buffer, offset, length) -> true))
                    .isEqualTo(9);
        }
    }

    @Test
    void aFlushWhoseNoteCannotBeWrittenClaimsNothing() throws IOException {
        Path blocked = folder.resolve("FLUSHED.new");
        try (RocksStateEngine engine = RocksStateEngine.open(folder, ROOMY)) {
            engine.write(batch(0, 1).put("a", "1"));
            Files.createDirectory(blocked);
            assertThatThrownBy(engine::flush).isInstanceOf(StateEngineFailedException.class);
            assertThat(engine.flushedMarker(0)).isEqualTo(Marker.NONE);
            Files.delete(blocked);
        }
        try (RocksStateEngine engine = RocksStateEngine.open(folder, ROOMY)) {
            assertThat(engine.marker(0)).as("it was flushed all the same").isEqualTo(new Marker(1, 1));
        }
    }

    @Test
    void useAfterCloseIsRefused() {
        RocksStateEngine engine = RocksStateEngine.open(folder, ROOMY);
        engine.write(batch(0, 1).put("a", "1"));
        engine.close();
        engine.close();
        assertThatThrownBy(() -> engine.record(0, new byte[] {'a'}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> engine.write(batch(0, 2))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(engine::flush).isInstanceOf(IllegalStateException.class);
    }
}
