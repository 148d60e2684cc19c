package dev.carillon.node.delivery;

import java.util.ArrayDeque;

/**
 * A partition's entries on their way: the one being written, those that are full, and those that were proposed and neither
 * heard nor returned. Runs on the loop.
 */
final class EntryPipeline {
    /** An entry that is this long takes no more operations; one operation may go beyond. Bounds messages between nodes. */
    static final int ENTRY_BYTES = 128 * 1024;

    private final EntryPool pool;
    private final ArrayDeque<EntryBuffer> full = new ArrayDeque<>();
    private final ArrayDeque<EntryBuffer> proposed = new ArrayDeque<>();
    private EntryBuffer open;

    EntryPipeline(EntryPool pool) {
        this.pool = pool;
        this.open = pool.take();
    }

    /** Takes the next operation. */
    EntryBuffer open() {
        if (open.length() >= ENTRY_BYTES) {
            full.add(open);
            open = pool.take();
        }
        return open;
    }

    /** Whether there is nothing to propose. */
    boolean isEmpty() {
        return full.isEmpty() && open.isEmpty();
    }

    /** Whether nothing is on its way. */
    boolean isIdle() {
        return isEmpty() && proposed.isEmpty();
    }

    /** The next entry to propose; it counts as proposed from now on. Only if there is one. */
    EntryBuffer next() {
        EntryBuffer next = full.poll();
        if (next == null) {
            next = open;
            open = pool.take();
        }
        proposed.add(next);
        return next;
    }

    /**
     * The oldest proposal was heard; {@link #done} follows.
     *
     * @throws IllegalStateException if what was heard is not as long
     */
    EntryBuffer heard(int length) {
        EntryBuffer oldest = proposed.poll();
        if (oldest == null || oldest.length() != length) {
            throw new IllegalStateException(
                    "an entry of " + length + " bytes came back that is not the oldest proposal");
        }
        return oldest;
    }

    /** The oldest proposal will not be heard of as this one's own. */
    void returned() {
        EntryBuffer oldest = proposed.poll();
        if (oldest != null) {
            done(oldest);
        }
    }

    void done(EntryBuffer entry) {
        pool.give(entry);
    }

    /** Forgets everything. */
    void forget() {
        drop();
        for (EntryBuffer entry = proposed.poll(); entry != null; entry = proposed.poll()) {
            pool.give(entry);
        }
        pool.give(open);
    }

    /** Forgets what was not proposed. */
    void drop() {
        for (EntryBuffer entry = full.poll(); entry != null; entry = full.poll()) {
            pool.give(entry);
        }
        open.clear();
    }
}
