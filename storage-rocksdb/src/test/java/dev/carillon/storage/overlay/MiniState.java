package dev.carillon.storage.overlay;

import dev.carillon.storage.StateEngine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** A small state machine that uses an overlay as the node does: objects cached, bounds of queues in records. */
public final class MiniState {
    static final byte[] VALUE_PREFIX = {'r'};

    final PartitionOverlay overlay;
    private final Map<Integer, QueueState> queues = new TreeMap<>();
    private final Map<Integer, ValueState> values = new TreeMap<>();

    MiniState(int partition, StateEngine engine) {
        overlay = new PartitionOverlay(partition, engine);
    }

    void apply(ModelRun.Operation operation) {
        switch (operation.kind()) {
            case APPEND -> {
                QueueState queue = queue(operation.target());
                queue.handle.append(new UnsafeBuffer(operation.bytes()), 0, operation.bytes().length);
                overlay.dirty(queue);
            }
            case TRIM -> {
                QueueState queue = queue(operation.target());
                queue.handle.trim(number(operation.bytes()));
                overlay.dirty(queue);
            }
            case PUT -> {
                ValueState value = values.computeIfAbsent(operation.target(), ValueState::new);
                value.bytes = operation.bytes();
                overlay.dirty(value);
            }
            case DELETE -> {
                ValueState cached = values.get(operation.target());
                if (cached != null) {
                    cached.bytes = null;
                }
                overlay.delete(key("r", operation.target()));
            }
        }
    }

    long first(int queue) {
        return queue(queue).handle.first();
    }

    long next(int queue) {
        return queue(queue).handle.next();
    }

    List<byte[]> read(int number, long fromSeq, int maxItems) {
        OverlayQueue queue = queue(number).handle;
        List<byte[]> items = new ArrayList<>();
        long[] expected = {Math.max(fromSeq, queue.first())};
        int visited = queue.read(fromSeq, maxItems, (seq, buffer, offset, length) -> {
            if (seq != expected[0]++) {
                throw new AssertionError("sequence " + seq + " instead of " + (expected[0] - 1));
            }
            return items.add(copy(buffer, offset, length));
        });
        if (visited != items.size()) {
            throw new AssertionError(visited + " visited, " + items.size() + " seen");
        }
        return items;
    }

    byte @Nullable [] value(int key) {
        ValueState cached = values.get(key);
        return cached != null ? cached.bytes : overlay.load(key("r", key));
    }

    /** Forgets what can be had again: clean records, and queues that hold nothing in memory. */
    void evictWhatIsClean() {
        values.values().removeIf(value -> !value.isDirty());
        queues.values().removeIf(queue -> !queue.isDirty() && queue.handle.isIdle());
    }

    static byte[] copy(DirectBuffer buffer, int offset, int length) {
        byte[] bytes = new byte[length];
        buffer.getBytes(offset, bytes);
        return bytes;
    }

    static long number(byte[] text) {
        return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
    }

    private static byte[] key(String kind, int number) {
        return (kind + number).getBytes(StandardCharsets.US_ASCII);
    }

    private QueueState queue(int number) {
        return queues.computeIfAbsent(number, n -> {
            byte[] stored = overlay.load(key("q", n));
            UnsafeBuffer buffer = new UnsafeBuffer(stored == null ? new byte[16] : stored);
            long first = stored == null ? 1 : buffer.getLong(0);
            long next = stored == null ? 1 : buffer.getLong(8);
            return new QueueState(n, overlay.queue(n, first, next));
        });
    }

    private static final class QueueState extends OverlayRecord {
        private final int number;
        private final OverlayQueue handle;

        QueueState(int number, OverlayQueue handle) {
            this.number = number;
            this.handle = handle;
        }

        @Override
        public byte[] key() {
            return MiniState.key("q", number);
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
    }

    private static final class ValueState extends OverlayRecord {
        private final int number;
        private byte @Nullable [] bytes;

        ValueState(int number) {
            this.number = number;
        }

        @Override
        public byte[] key() {
            return MiniState.key("r", number);
        }

        @Override
        public int encodedLengthMax() {
            return bytes == null ? 0 : bytes.length;
        }

        @Override
        public int encode(MutableDirectBuffer buffer, int offset) {
            byte[] value = bytes == null ? new byte[0] : bytes;
            buffer.putBytes(offset, value);
            return offset + value.length;
        }
    }
}
