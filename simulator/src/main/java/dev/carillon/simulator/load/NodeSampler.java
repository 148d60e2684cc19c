package dev.carillon.simulator.load;

import dev.carillon.simulator.bench.load.ProcessFigures;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Looks every second at what the nodes and the machine use. {@link #look} is for one thread; the rest for any. */
final class NodeSampler {
    private final NodeUsage usage;
    private final LongSupplier nanoTime;
    private final List<NodeSample> samples = new ArrayList<>();
    private final Map<Integer, NodeUsage.Usage> before = new HashMap<>();
    private double machineBefore;
    /** Of the machine, not only those that this process may use. */
    private final int cores;

    private final long beganNs;
    private long beforeNs;
    private int seconds;
    private int busySeconds;
    private boolean full;

    NodeSampler(NodeUsage usage, LongSupplier nanoTime) {
        this.usage = usage;
        this.nanoTime = nanoTime;
        this.beganNs = nanoTime.getAsLong();
        this.beforeNs = beganNs;
        this.machineBefore = machine();
        this.cores = cores();
    }

    private static double machine() {
        try {
            return ProcessFigures.machineCpuSeconds();
        } catch (UncheckedIOException e) {
            return 0; // Not Linux.
        }
    }

    private static int cores() {
        try {
            return ProcessFigures.machineCores();
        } catch (UncheckedIOException e) {
            return Runtime.getRuntime().availableProcessors();
        }
    }

    void look() {
        Map<Integer, NodeUsage.Usage> seen = usage.look();
        take(seen, nanoTime.getAsLong());
    }

    private synchronized void take(Map<Integer, NodeUsage.Usage> seen, long now) {
        double past = Math.max(1e-3, (now - beforeNs) / 1e9);
        beforeNs = now;
        double machine = machine();
        full = (machine - machineBefore) / past > 0.95 * cores;
        if (full) {
            busySeconds++;
        }
        machineBefore = machine;
        seconds++;
        int at = (int) ((now - beganNs) / 1_000_000_000L);
        seen.forEach((number, used) -> {
            NodeUsage.Usage old = before.put(number, used);
            double cores = old == null || old.life() != used.life()
                    ? Double.NaN
                    : (used.cpuSeconds() - old.cpuSeconds()) / past;
            samples.add(new NodeSample(at, number, cores, used.bytes()));
        });
        before.keySet().retainAll(seen.keySet());
    }

    synchronized List<NodeSample> samples() {
        return List.copyOf(samples);
    }

    /** Whether all cores of the machine had work in the newest second, whoever's. */
    synchronized boolean isFull() {
        return full;
    }

    /** Share of the seconds in which all cores of the machine had work, whoever's. */
    synchronized double busyShare() {
        return seconds == 0 ? 0 : (double) busySeconds / seconds;
    }
}
