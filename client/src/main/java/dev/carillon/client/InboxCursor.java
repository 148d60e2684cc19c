package dev.carillon.client;

import java.util.Arrays;

/**
 * Which inbox sequences the application has taken over. Items that are handled at once only move {@link #highest};
 * those that stay in the application's hands for a while are {@link #hold held} until they are {@link #done}. Survives
 * connections: what is in hand when one breaks is not handed over again by the next.
 */
final class InboxCursor {
    private static final long[] NONE = new long[0];
    private static final int RING_MIN = 16;

    /** Held sequences in ascending order; one that is done already is negated. */
    private long[] ring = NONE;

    private int head;
    private int size;
    private long highest;

    /** Begins at {@code seq}, with nothing in hand. */
    void restart(long seq) {
        ring = NONE;
        head = 0;
        size = 0;
        highest = seq;
    }

    /** The newest sequence that came by. */
    long highest() {
        return highest;
    }

    /** Everything up to here has been taken over. */
    long acked() {
        return size == 0 ? highest : ring[head] - 1;
    }

    /** Everything up to {@code seq} that is not held is done. */
    void pass(long seq) {
        highest = Math.max(highest, seq);
    }

    /** Passes to {@code seq}, which is above {@link #highest} and stays in hand. */
    void hold(long seq) {
        highest = seq;
        if (size == ring.length) {
            grow();
        }
        ring[head + size++ & ring.length - 1] = seq;
    }

    /** The application has taken over {@code seq}; not held, or done before, is fine. */
    void done(long seq) {
        int position = find(seq);
        if (position < 0) {
            return;
        }
        ring[head + position & ring.length - 1] = -seq;
        while (size > 0 && ring[head] < 0) {
            head = head + 1 & ring.length - 1;
            size--;
        }
        if (size == 0) {
            ring = ring.length > RING_MIN ? NONE : ring;
            head = 0;
        }
    }

    /** {@code seq} was not taken over and must come again, and so must everything after it. */
    void giveBack(long seq) {
        while (size > 0 && Math.abs(ring[head + size - 1 & ring.length - 1]) >= seq) {
            size--;
        }
        highest = Math.min(highest, seq - 1);
    }

    private int find(long seq) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = low + high >>> 1;
            long value = ring[head + middle & ring.length - 1];
            if (Math.abs(value) == seq) {
                return value > 0 ? middle : -1;
            }
            if (Math.abs(value) < seq) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    private void grow() {
        long[] larger = Arrays.copyOf(NONE, Math.max(RING_MIN, 2 * ring.length));
        for (int i = 0; i < size; i++) {
            larger[i] = ring[head + i & ring.length - 1];
        }
        ring = larger;
        head = 0;
    }
}
