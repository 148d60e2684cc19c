package dev.carillon.storage.log;

import dev.carillon.storage.LogVisitor;
import dev.carillon.storage.LoopLog;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A log without a disk, for tests and for nodes that may forget everything. What was not synced is gone at
 * {@link #reopen}, as after a crash. Runs on its loop.
 */
public final class MemoryLog implements LoopLog {
    private final Deque<Entry> durable = new ArrayDeque<>();
    private final Deque<Entry> pending = new ArrayDeque<>();
    private final Long2LongHashMap firstNeeded = new Long2LongHashMap(Long.MIN_VALUE);
    private boolean appended;
    private long bytes;

    /** How many of those that are pending were written. */
    private int forcing;

    private record Entry(int group, int kind, long index, byte[] bytes) {
        long size() {
            return SectorLayout.RECORD_HEADER + bytes.length;
        }
    }

    @Override
    public void append(int group, int kind, long index, DirectBuffer buffer, int offset, int length) {
        byte[] copy = new byte[length];
        buffer.getBytes(offset, copy);
        pending.add(new Entry(group, kind, index, copy));
        appended = true;
    }

    @Override
    public boolean isDirty() {
        return !pending.isEmpty();
    }

    @Override
    public long room() {
        return SegmentLog.BATCH_BYTES_MAX;
    }

    @Override
    public @Nullable Force write() {
        forcing = pending.size();
        return forcing == 0 ? null : () -> {};
    }

    @Override
    public void forced(@Nullable IOException failure) {
        for (; forcing > 0; forcing--) {
            Entry entry = pending.remove();
            durable.add(entry);
            bytes += entry.size();
        }
    }

    @Override
    public void replay(LogVisitor visitor) {
        if (appended) {
            throw new IllegalStateException("Replay comes before the first append");
        }
        for (Entry entry : durable) {
            visitor.onRecord(
                    entry.group, entry.kind, entry.index, new UnsafeBuffer(entry.bytes), 0, entry.bytes.length);
        }
    }

    @Override
    public void release(int group, long index) {
        if (index > firstNeeded.get(group)) {
            firstNeeded.put(group, index);
        }
        while (!durable.isEmpty() && !isNeeded(durable.getFirst())) {
            bytes -= durable.removeFirst().size();
        }
    }

    private boolean isNeeded(Entry entry) {
        return entry.index >= firstNeeded.get(entry.group);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long bytesSince(int group) {
        long since = 0;
        boolean needed = false;
        for (Entry entry : durable) {
            needed = needed || entry.group == group && isNeeded(entry);
            since += needed ? entry.size() : 0;
        }
        return since;
    }

    /** Forgets what was not synced, and may be replayed again. */
    public void reopen() {
        pending.clear();
        appended = false;
    }

    @Override
    public void close() {
        pending.clear();
    }
}
