package dev.carillon.node.delivery;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counters of one loop: written by the loop alone, without a fence per message; read by any thread. */
public final class Meter {
    private static final int METRICS = Metric.values().length;

    private final AtomicLongArray values = new AtomicLongArray(METRICS);

    public void add(Metric metric, long n) {
        int i = metric.ordinal();
        values.setOpaque(i, values.getPlain(i) + n);
    }

    public void set(Metric metric, long value) {
        values.setOpaque(metric.ordinal(), value);
    }

    public long get(Metric metric) {
        return values.getOpaque(metric.ordinal());
    }
}
