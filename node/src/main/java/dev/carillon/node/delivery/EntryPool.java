package dev.carillon.node.delivery;

import java.util.ArrayDeque;

/** Entry buffers of one loop, so that partitions that are quiet hold none. */
final class EntryPool {
    private static final int KEPT_MAX = 64;
    private static final int KEPT_BYTES_MAX = 256 * 1024;

    private final ArrayDeque<EntryBuffer> free = new ArrayDeque<>();

    EntryBuffer take() {
        EntryBuffer entry = free.poll();
        return entry == null ? new EntryBuffer() : entry;
    }

    void give(EntryBuffer entry) {
        if (free.size() < KEPT_MAX && entry.capacity() <= KEPT_BYTES_MAX) {
            entry.clear();
            free.push(entry);
        }
    }
}
