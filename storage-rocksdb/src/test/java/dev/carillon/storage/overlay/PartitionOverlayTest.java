package dev.carillon.storage.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.memory.MemoryStateEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class PartitionOverlayTest {
    private static final UnsafeBuffer ITEM = new UnsafeBuffer(new byte[256]);

    private final MemoryStateEngine engine = new MemoryStateEngine();
    private final PartitionOverlay overlay = new PartitionOverlay(2, engine);
    private long applied;

    @Test
    void whatIsTrimmedBeforeAFreezeIsNeverWritten() {
        OverlayQueue queue = overlay.queue(1, 1, 1);
        for (int i = 0; i < 10_000; i++) {
            append(queue);
            queue.trim(queue.next());
        }
        assertThat(changes(freeze())).isEmpty();
    }

    @Test
    void whatIsTrimmedSoonTakesNoMoreMemoryThanOneChunk() {
        OverlayQueue queue = overlay.queue(1, 1, 1);
        for (int i = 0; i < 100_000; i++) {
            append(queue);
            append(queue);
            queue.trim(queue.next() - 1);
            queue.trim(queue.next());
        }
        assertThat(overlay.bytes()).isLessThan(ItemArena.CHUNK_BYTES);
    }

    @Test
    void aMarkerAloneIsWorthABatchAndNothingIsNot() {
        assertThat(overlay.freeze(Marker.NONE)).isNull();
        StateBatch batch = overlay.freeze(new Marker(1, 5));
        assertThat(batch).isNotNull();
        assertThat(changes(batch)).isEmpty();
        complete(batch);
        assertThat(overlay.freeze(new Marker(1, 5))).isNull();
    }

    @Test
    void aSecondBatchInFlightIsRefused() {
        StateBatch batch = Objects.requireNonNull(overlay.freeze(new Marker(1, 1)));
        assertThatThrownBy(() -> overlay.freeze(new Marker(1, 2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in flight");
        overlay.written(batch);
        assertThatThrownBy(() -> overlay.written(batch)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itemsTrimmedInFlightAreDeletedByTheNextBatch() {
        OverlayQueue queue = overlay.queue(1, 1, 1);
        append(queue);
        append(queue);
        append(queue);
        StateBatch first = freeze();
        queue.trim(3);
        append(queue);
        engine.write(first);
        overlay.written(first);
        assertThat(changes(freeze())).containsExactly("delete 1: 1-2", "put 1: 4");
    }

    @Test
    void deletesNameOnlyItemsThatExist() {
        OverlayQueue queue = overlay.queue(1, 1, 1);
        append(queue);
        complete(freeze());
        queue.trim(2);
        for (int i = 0; i < 1000; i++) {
            append(queue);
        }
        queue.trim(1000);
        assertThat(changes(freeze())).containsExactly("delete 1: 1-1", "put 1: 1000", "put 1: 1001");
    }

    @Test
    void fewLiveItemsDoNotPinMemoryAfterAFreeze() {
        OverlayQueue slow = overlay.queue(1, 1, 1);
        OverlayQueue fast = overlay.queue(2, 1, 1);
        for (int i = 0; i < 50_000; i++) {
            append(fast);
            if (i % 200 == 0) {
                append(slow);
            }
            fast.trim(fast.next());
        }
        assertThat(overlay.bytes()).as("what they pin is counted").isGreaterThan(5_000_000);
        complete(freeze());
        assertThat(overlay.bytes()).isZero();
        assertThat(read(slow, 1)).hasSize(250);
    }

    @Test
    void aQueueWithoutItemsInMemoryIsIdle() {
        OverlayQueue queue = overlay.queue(1, 1, 1);
        assertThat(queue.isIdle()).isTrue();
        append(queue);
        assertThat(queue.isIdle()).isFalse();
        StateBatch batch = freeze();
        assertThat(queue.isIdle()).as("in flight").isFalse();
        assertThat(queue.bytesInMemory()).isEqualTo(ITEM.capacity());
        complete(batch);
        assertThat(queue.isIdle()).isTrue();
        assertThat(queue.bytesInMemory()).isZero();
        assertThat(read(overlay.queue(1, 1, 2), 1)).containsExactly(1L);
    }

    @Test
    void anItemThatTheEngineLostIsNamed() {
        OverlayQueue queue = overlay.queue(7, 3, 9);
        assertThatThrownBy(() -> read(queue, 5))
                .isInstanceOf(CorruptStorageException.class)
                .hasMessageContaining("partition 2, queue 7: item 5");
    }

    @Test
    void impossibleRangesAreRefused() {
        OverlayQueue queue = overlay.queue(1, 5, 8);
        assertThatThrownBy(() -> queue.trim(9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> overlay.queue(1, 5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.append(ITEM, 0, PartitionOverlay.ITEM_BYTES_MAX + 1))
                .isInstanceOf(IllegalArgumentException.class);
        queue.trim(4);
        assertThat(queue.first()).isEqualTo(5);
    }

    private static void append(OverlayQueue queue) {
        queue.append(ITEM, 0, ITEM.capacity());
    }

    private StateBatch freeze() {
        return Objects.requireNonNull(overlay.freeze(new Marker(1, ++applied)));
    }

    private void complete(StateBatch batch) {
        engine.write(batch);
        overlay.written(batch);
    }

    private static List<Long> read(OverlayQueue queue, long fromSeq) {
        List<Long> seen = new ArrayList<>();
        queue.read(fromSeq, Integer.MAX_VALUE, (seq, buffer, offset, length) -> seen.add(seq));
        return seen;
    }

    private static List<String> changes(StateBatch batch) {
        List<String> seen = new ArrayList<>();
        batch.forEach(new StateBatch.Changes() {
            @Override
            public void putRecord(byte[] key, byte[] value) {
                seen.add("put record");
            }

            @Override
            public void deleteRecord(byte[] key) {
                seen.add("delete record");
            }

            @Override
            public void putItem(long queue, long seq, DirectBuffer buffer, int offset, int length) {
                seen.add("put " + queue + ": " + seq);
            }

            @Override
            public void deleteItems(long queue, long fromSeq, long toSeq) {
                seen.add("delete " + queue + ": " + fromSeq + "-" + (toSeq - 1));
            }
        });
        return seen;
    }
}
