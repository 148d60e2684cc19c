package dev.carillon.storage.kill;

import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A partition of the miniature node: applies entries from their bytes, and checks itself against {@link Entries}. */
final class MiniPartition {
    private static final int HEADER = 1 + 1 + 8 + 8;
    private static final byte NO_RECORD = 0;

    final int number;
    final PartitionOverlay overlay;
    final Entries entries;
    private final Bounds[] queues = new Bounds[Entries.QUEUES];
    private final Setting[] settings = new Setting[Entries.RECORDS];
    long applied;

    MiniPartition(int number, StateEngine engine) {
        this.number = number;
        this.overlay = new PartitionOverlay(number, engine);
        this.applied = engine.marker(number).index();
        this.entries = Entries.upTo(number, applied);
        for (int queue = 0; queue < queues.length; queue++) {
            queues[queue] = new Bounds(queue, overlay);
        }
        for (int record = 0; record < settings.length; record++) {
            settings[record] = new Setting(record, overlay);
        }
    }

    /** The next entry's bytes: queue, record or its deletion, where to trim to, the item. */
    int encodeNext(MutableDirectBuffer buffer) {
        entries.advance();
        int queue = entries.queue();
        byte[] item = Entries.item(number, queue, entries.next[queue] - 1);
        buffer.putByte(0, (byte) queue);
        buffer.putByte(1, (byte) (entries.isDelete() ? -1 - entries.record() : 1 + entries.record()));
        buffer.putLong(2, entries.first[queue]);
        buffer.putLong(10, entries.index);
        buffer.putBytes(HEADER, item);
        return HEADER + item.length;
    }

    void apply(long index, DirectBuffer buffer, int offset, int length) {
        if (index != applied + 1 || index != buffer.getLong(offset + 10)) {
            throw new IllegalStateException("partition " + number + ": entry " + index + " after " + applied);
        }
        applied = index;
        Bounds queue = queues[buffer.getByte(offset)];
        queue.handle.append(buffer, offset + HEADER, length - HEADER);
        queue.handle.trim(buffer.getLong(offset + 2));
        overlay.dirty(queue);
        byte record = buffer.getByte(offset + 1);
        if (record < NO_RECORD) {
            settings[-1 - record].setBy = 0;
            overlay.delete(settings[-1 - record].key());
        } else {
            settings[record - 1].setBy = index;
            overlay.dirty(settings[record - 1]);
        }
    }

    @Nullable
    StateBatch freeze() {
        return overlay.freeze(new Marker(1, applied));
    }

    /** The state that the overlay shows is the one after {@link #applied} entries. */
    void check() {
        Entries expected = Entries.upTo(number, applied);
        for (Bounds queue : queues) {
            OverlayQueue handle = queue.handle;
            require(handle.first() == expected.first[queue.number], queue + " starts at " + handle.first());
            require(handle.next() == expected.next[queue.number], queue + " ends at " + handle.next());
            long[] seq = {handle.first()};
            handle.read(0, Integer.MAX_VALUE, (found, buffer, offset, length) -> {
                require(found == seq[0]++, queue + " has " + found);
                requireItem(queue.number, found, buffer, offset, length);
                return true;
            });
            require(seq[0] == handle.next(), queue + " lacks " + seq[0]);
        }
        for (Setting setting : settings) {
            require(setting.setBy == expected.setBy[setting.number], "record " + setting.number + " wrong");
        }
    }

    /** The engine alone has exactly the state at its marker: nothing missing and nothing left over. */
    static void checkEngine(int partition, StateEngine engine) {
        Entries expected = Entries.upTo(partition, engine.marker(partition).index());
        for (int queue = 0; queue < Entries.QUEUES; queue++) {
            int number = queue;
            long[] seq = {expected.first[queue]};
            engine.readQueue(partition, queue, 0, Integer.MAX_VALUE, (found, buffer, offset, length) -> {
                if (found != seq[0]++) {
                    throw new IllegalStateException("engine, partition " + partition + ", queue " + number + " has "
                            + found + " instead of " + (seq[0] - 1));
                }
                return true;
            });
            if (seq[0] != expected.next[queue]) {
                throw new IllegalStateException("engine, partition " + partition + ", queue " + number + " ends at "
                        + seq[0] + " instead of " + expected.next[queue]);
            }
        }
    }

    private void requireItem(int queue, long seq, DirectBuffer buffer, int offset, int length) {
        byte[] found = new byte[length];
        buffer.getBytes(offset, found);
        require(Arrays.equals(found, Entries.item(number, queue, seq)), "item " + queue + "/" + seq + " differs");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("partition " + number + " after " + applied + ": " + otherwise);
        }
    }

    private static final class Bounds extends OverlayRecord {
        private final int number;
        private final OverlayQueue handle;

        Bounds(int number, PartitionOverlay overlay) {
            this.number = number;
            byte[] stored = overlay.load(key());
            UnsafeBuffer buffer = new UnsafeBuffer(stored == null ? new byte[16] : stored);
            handle = overlay.queue(
                    number, stored == null ? 1 : buffer.getLong(0), stored == null ? 1 : buffer.getLong(8));
        }

        @Override
        public byte[] key() {
            return ("queue " + number).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public int encodedLengthMax() {
            return 16;
        }

        @Override
        public int encode(MutableDirectBuffer buffer, int offset) {
            buffer.putLong(offset, handle.first());
            buffer.putLong(offset + 8, handle.next());
            return offset + 16;
        }

        @Override
        public String toString() {
            return "queue " + number;
        }
    }

    private static final class Setting extends OverlayRecord {
        private final int number;
        private long setBy;

        Setting(int number, PartitionOverlay overlay) {
            this.number = number;
            byte[] stored = overlay.load(key());
            setBy = stored == null ? 0 : new UnsafeBuffer(stored).getLong(0);
        }

        @Override
        public byte[] key() {
            return ("setting " + number).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public int encodedLengthMax() {
            return 8;
        }

        @Override
        public int encode(MutableDirectBuffer buffer, int offset) {
            buffer.putLong(offset, setBy);
            return offset + 8;
        }
    }
}
