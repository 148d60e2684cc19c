package dev.carillon.simulator.load;

import dev.carillon.simulator.bench.load.ProcessFigures;
import dev.carillon.simulator.process.NodeProcess;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What the processes of nodes on this machine use, as Linux tells; elsewhere nothing. */
public final class ProcessUsage implements NodeUsage {
    private final Supplier<Map<Integer, NodeProcess>> nodes;

    /** @param nodes those that belong to the cluster now, by number */
    public ProcessUsage(Supplier<Map<Integer, NodeProcess>> nodes) {
        this.nodes = nodes;
    }

    @Override
    public Map<Integer, Usage> look() {
        Map<Integer, Usage> all = new TreeMap<>();
        nodes.get().forEach((number, node) -> {
            if (node.isAlive()) {
                try {
                    long pid = node.workingPid();
                    all.put(number, new Usage(pid, ProcessFigures.cpuSeconds(pid), ProcessFigures.rss(pid)));
                } catch (UncheckedIOException e) {
                    // It has ended since, or this is not Linux.
                }
            }
        });
        return all;
    }
}
