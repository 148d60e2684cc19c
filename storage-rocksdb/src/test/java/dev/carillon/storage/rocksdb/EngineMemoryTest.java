package dev.carillon.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When nobody reads, messages pile up on disk and not in memory. */
class EngineMemoryTest {
    private static final EngineLimits LIMITS = new EngineLimits(4L << 20, 2L << 20, 1L << 20, 64, 2);
    private static final int ITEM_BYTES = 1000;
    private static final int ITEMS = 40_000;
    private static final int INBOXES = 500;
    private static final long FREEZE_BYTES = 1L << 20;

    @TempDir
    Path folder;

    @Test
    void memoryStaysInBoundsWhenNobodyReads() {
        UnsafeBuffer item = new UnsafeBuffer(new byte[ITEM_BYTES]);
        long overlayMax = 0;
        long engineMax = 0;
        try (RocksStateEngine engine = RocksStateEngine.open(folder, LIMITS)) {
            PartitionOverlay overlay = new PartitionOverlay(0, engine);
            OverlayQueue[] inboxes = new OverlayQueue[INBOXES];
            for (int i = 0; i < INBOXES; i++) {
                inboxes[i] = overlay.queue(i, 1, 1);
            }
            for (int i = 1; i <= ITEMS; i++) {
                inboxes[i % INBOXES].append(item, 0, ITEM_BYTES);
                overlayMax = Math.max(overlayMax, overlay.bytes());
                if (overlay.bytes() >= FREEZE_BYTES) {
                    write(engine, overlay, i);
                    engineMax = Math.max(engineMax, engine.memoryBytes());
                }
            }
            write(engine, overlay, ITEMS + 1);
            int[] read = {0};
            for (OverlayQueue inbox : inboxes) {
                read[0] += inbox.read(1, ITEMS, (seq, buffer, offset, length) -> length == ITEM_BYTES);
            }
            assertThat(read[0]).isEqualTo(ITEMS);
            engineMax = Math.max(engineMax, engine.memoryBytes());
        }
        assertThat(overlayMax).isLessThan(FREEZE_BYTES * 2);
        assertThat(engineMax).isLessThan((LIMITS.blockCacheBytes() + LIMITS.memtableBytes()) * 3 / 2);
        assertThat((long) ITEMS * ITEM_BYTES).as("what was kept").isGreaterThan(engineMax * 4);
    }

    private static void write(RocksStateEngine engine, PartitionOverlay overlay, long index) {
        StateBatch batch = overlay.freeze(new Marker(1, index));
        if (batch != null) {
            engine.write(batch);
            overlay.written(batch);
        }
    }
}
