package dev.carillon.simulator.faults.node;

import dev.carillon.simulator.faults.links.LinkProxy;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A local cluster of weak nodes, each of which reaches every other one through the proxy. One thread at a time. */
public final class WeakCluster {
    private final LocalCluster cluster;
    private final Path files;
    private final boolean powerCuts;
    private final LinkProxy links;
    private final Map<Integer, StringBuilder> linksOf = new ConcurrentSkipListMap<>();

    /**
     * @param cluster of {@link WeakNode}s
     * @param files the folder of its output
     * @param powerCuts whether a kill also drops what a node has not synced
     */
    public WeakCluster(LocalCluster cluster, Path files, boolean powerCuts, LinkProxy links) {
        this.cluster = cluster;
        this.files = files;
        this.powerCuts = powerCuts;
        this.links = links;
    }

    /** Before a node's first start: lays the links from and to it, and gives it its options. */
    public void lay(int number) throws InterruptedException, IOException {
        NodeProcess node = node(number);
        node.addJvmOptions(WeakNode.jvmOptions(folder(number), powerCuts));
        linksOf.putIfAbsent(number, new StringBuilder());
        for (int other : linksOf.keySet()) {
            if (other != number) {
                lay(number, other);
                lay(other, number);
            }
        }
        for (Map.Entry<Integer, StringBuilder> each : linksOf.entrySet()) {
            Path file = WeakNode.links(folder(each.getKey()));
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(fresh, each.getValue());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void lay(int from, int to) throws InterruptedException {
        int real = cluster.peerPort(to);
        linksOf.computeIfAbsent(from, node -> new StringBuilder())
                .append(real)
                .append('=')
                .append(links.open(from, to, real))
                .append('\n');
    }

    /** One more node, with its links: the others call it as soon as they know it. */
    public LocalCluster.Newcomer newcomer() throws InterruptedException, IOException {
        return laid(cluster.newcomer());
    }

    /** The same on an address of its own, while others come back to theirs. */
    public LocalCluster.Newcomer addition() throws InterruptedException, IOException {
        return laid(cluster.addition());
    }

    private LocalCluster.Newcomer laid(LocalCluster.Newcomer newcomer) throws InterruptedException, IOException {
        lay(newcomer.number());
        return newcomer;
    }

    /** The folder of a node's output, in which it and the suite leave files for each other. */
    public Path folder(int number) {
        return files.resolve("n" + number);
    }

    public NodeProcess node(int number) {
        return cluster.nodes().get(number - 1);
    }

    /** How many nodes there ever were. */
    public int size() {
        return cluster.nodes().size();
    }

    public LinkProxy links() {
        return links;
    }
}
