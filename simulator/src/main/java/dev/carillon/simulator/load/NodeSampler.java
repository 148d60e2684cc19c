package dev.carillon.simulator.load;

import dev.carillon.simulator.bench.load.ProcessFigures;
import dev.carillon.simulator.process.NodeProcess;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Looks every second at what the nodes and the machine use. {@link #look} is for one thread; the rest for any, after it. */
final class NodeSampler {
    private final Supplier<Map<Integer, NodeProcess>> nodes;
    private final LongSupplier nanoTime;
    private final List<NodeSample> samples = new ArrayList<>();
    private final Map<Long, Double> cpuOf = new HashMap<>();
    private double machineBefore;
    private long beforeNs;
    private int second;
    private int busySeconds;

    NodeSampler(Supplier<Map<Integer, NodeProcess>> nodes, LongSupplier nanoTime) {
        this.nodes = nodes;
        this.nanoTime = nanoTime;
        this.beforeNs = nanoTime.getAsLong();
        this.machineBefore = machine();
    }

    private static double machine() {
        try {
            return ProcessFigures.machineCpuSeconds();
        } catch (UncheckedIOException e) {
            return 0; // Not Linux.
        }
    }

    synchronized void look() {
        long now = nanoTime.getAsLong();
        double seconds = Math.max(1e-3, (now - beforeNs) / 1e9);
        beforeNs = now;
        double machine = machine();
        if ((machine - machineBefore) / seconds > 0.95 * Runtime.getRuntime().availableProcessors()) {
            busySeconds++;
        }
        machineBefore = machine;
        int at = second++;
        nodes.get().forEach((number, node) -> {
            if (!node.isAlive()) {
                return;
            }
            try {
                long pid = node.pid();
                double cpu = ProcessFigures.cpuSeconds(pid);
                Double before = cpuOf.put(pid, cpu);
                samples.add(new NodeSample(
                        at, number, before == null ? Double.NaN : (cpu - before) / seconds, ProcessFigures.rss(pid)));
            } catch (UncheckedIOException e) {
                // It has ended since, or this is not Linux.
            }
        });
    }

    synchronized List<NodeSample> samples() {
        return List.copyOf(samples);
    }

    /** Share of the seconds in which all cores of the machine had work, whoever's. */
    synchronized double busyShare() {
        return second == 0 ? 0 : (double) busySeconds / second;
    }
}
