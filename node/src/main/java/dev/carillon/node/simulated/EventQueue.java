package dev.carillon.node.simulated;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is to happen, by time; of the same time, what was added first comes first. A heap of four children each, in arrays: a
 * simulation does little else as often. One thread.
 */
final class EventQueue {
    private static final int CHILDREN = 4;
    private static final int CAPACITY_MIN = 64;

    private long[] atNs = new long[CAPACITY_MIN];
    private long[] order = new long[CAPACITY_MIN];
    private @Nullable Runnable[] work = new @Nullable Runnable[CAPACITY_MIN];
    private int size;
    private long added;

    void add(long ns, Runnable event) {
        if (size == work.length) {
            atNs = Arrays.copyOf(atNs, 2 * size);
            order = Arrays.copyOf(order, 2 * size);
            work = Arrays.copyOf(work, 2 * size);
        }
        int at = size++;
        long number = added++;
        while (at > 0) {
            int parent = (at - 1) / CHILDREN;
            // Of two at the same time the new one is the later.
            if (atNs[parent] <= ns) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, ns, number, event);
    }

    /** When the next one is; {@link Long#MAX_VALUE} if there is none. */
    long nextNs() {
        return size == 0 ? Long.MAX_VALUE : atNs[0];
    }

    /** Takes the next one; there must be one. */
    Runnable remove() {
        Runnable first = work[0];
        if (first == null) {
            throw new IllegalStateException("nothing is to happen");
        }
        Runnable last = work[--size];
        work[size] = null;
        if (size > 0 && last != null) {
            sink(atNs[size], order[size], last);
        }
        return first;
    }

    private void sink(long ns, long number, Runnable event) {
        int at = 0;
        for (int child = 1; child < size; child = at * CHILDREN + 1) {
            int least = child;
            int end = Math.min(child + CHILDREN, size);
            for (int other = child + 1; other < end; other++) {
                if (isBefore(atNs[other], order[other], least)) {
                    least = other;
                }
            }
            if (isBefore(ns, number, least)) {
                break;
            }
            move(least, at);
            at = least;
        }
        put(at, ns, number, event);
    }

    private boolean isBefore(long ns, long number, int other) {
        return ns != atNs[other] ? ns < atNs[other] : number < order[other];
    }

    private void move(int from, int to) {
        atNs[to] = atNs[from];
        order[to] = order[from];
        work[to] = work[from];
    }

    private void put(int at, long ns, long number, Runnable event) {
        atNs[at] = ns;
        order[at] = number;
        work[at] = event;
    }
}
