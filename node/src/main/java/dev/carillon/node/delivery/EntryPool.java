package dev.carillon.node.delivery;

import java.util.ArrayDeque;
import java.util.function.IntSupplier;

/** Entry buffers of one loop, so that partitions that are quiet hold none. */
final class EntryPool {
    private static final int KEPT_MAX = 64;
    private static final int KEPT_BYTES_MAX = 256 * 1024;

    private final ArrayDeque<EntryBuffer> free = new ArrayDeque<>();
    private final IntSupplier format;

    /** @param format that is written now, see {@link dev.carillon.node.cluster.Format} */
    EntryPool(IntSupplier format) {
        this.format = format;
    }

    EntryBuffer take() {
        EntryBuffer entry = free.poll();
        EntryBuffer taken = entry == null ? new EntryBuffer() : entry;
        taken.format(format.getAsInt());
        return taken;
    }

    void give(EntryBuffer entry) {
        if (free.size() < KEPT_MAX && entry.capacity() <= KEPT_BYTES_MAX) {
            entry.clear();
            free.push(entry);
        }
    }
}
