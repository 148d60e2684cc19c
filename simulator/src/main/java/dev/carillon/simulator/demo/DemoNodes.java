package dev.carillon.simulator.demo;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The nodes of one demonstration: one that is alone, or a cluster whose nodes are killed in turn. */
final class DemoNodes implements KillableNode {
    private final List<NodeProcess> nodes;
    private final @Nullable RingTour tour;
    private final Display display;
    private final LongSupplier nanoTime;
    private int turn;

    /** @param tour what nodes come and go; null for none */
    DemoNodes(List<NodeProcess> nodes, @Nullable RingTour tour, Display display, LongSupplier nanoTime) {
        this.nodes = List.copyOf(nodes);
        this.tour = tour;
        this.display = display;
        this.nanoTime = nanoTime;
    }

    /** Starts all of them; they serve when this returns. */
    void start() throws InterruptedException, NodeStartException {
        for (NodeProcess node : nodes) {
            long from = nanoTime.getAsLong();
            node.start();
            display.line(String.format(
                    "Node started in %.1f s: process %d, 127.0.0.1:%d, output in %s",
                    seconds(from), node.pid(), node.port(), node.log()));
        }
    }

    private double seconds(long fromNs) {
        return (nanoTime.getAsLong() - fromNs) / 1e9;
    }

    int size() {
        return nodes.size();
    }

    /** Where clients connect, on loopback. */
    List<Integer> ports() {
        return running().stream().map(NodeProcess::port).toList();
    }

    List<Long> pids() {
        return running().stream().map(NodeProcess::pid).toList();
    }

    /** Those that belong to the cluster now. */
    private List<NodeProcess> running() {
        return tour == null ? nodes : tour.members(nodes);
    }

    private NodeProcess victim() {
        return nodes.get(turn % nodes.size());
    }

    @Override
    public void freeze() throws InterruptedException {
        victim().freeze();
    }

    @Override
    public void kill() throws InterruptedException {
        victim().kill();
    }

    @Override
    public boolean othersGoOn() {
        return nodes.size() > 1;
    }

    @Override
    public void restart() throws InterruptedException, NodeStartException {
        long from = nanoTime.getAsLong();
        NodeProcess victim = victim();
        victim.start();
        display.line(String.format(
                "Node killed with -9 and started again in %.1f s: process %d, 127.0.0.1:%d, same data",
                seconds(from), victim.pid(), victim.port()));
        turn++;
    }

    @Override
    public boolean isAlive() {
        return running().stream().allMatch(NodeProcess::isAlive);
    }

    @Override
    public void changeRing() {
        if (tour != null) {
            tour.begin();
        }
    }

    @Override
    public boolean isChanging() {
        return tour != null && tour.isUnderWay();
    }

    /** Why the ring could not be changed; null if it could, or was not to be. */
    @Nullable
    String ringTrouble() {
        return tour == null ? null : tour.trouble();
    }

    /** What came and went. */
    RingTour.Figures ringFigures() {
        return tour == null ? RingTour.Figures.NONE : tour.figures();
    }

    void stop() throws InterruptedException {
        for (NodeProcess node : running()) {
            node.stop();
        }
    }

    /** Ends them at once; for shutdown hooks. */
    void destroy() {
        nodes.forEach(NodeProcess::destroy);
        running().forEach(NodeProcess::destroy);
    }

    /** Lets them live on after this process. */
    void letGo() throws IOException {
        for (NodeProcess node : running()) {
            node.letGo();
        }
    }
}
