package dev.carillon.simulator.bench;

import dev.carillon.admin.v1.StatusReply;
import dev.carillon.admin.v1.StatusRequest;
import dev.carillon.simulator.bench.load.Progress;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.OperatorCall;
import dev.carillon.simulator.process.RingOperator;
import dev.carillon.simulator.process.RingOperator.RingException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A cluster of node processes on this machine, with empty data folders that go with it. */
final class FreshCluster implements NodeUnderTest {
    private static final String MAIN = "dev.carillon.node.boot.NodeMain";

    /** Until the balance has brought every partition to the node that should lead it; later, clients would be sent on. */
    private static final double SETTLE_SECONDS = 12;

    /** How long a node may take to say what it counted. */
    private static final long ANSWER_MS = 10_000;

    /** How long an operator's wish may take. */
    static final long OPERATOR_MS = 300_000;

    private final Path folder;
    private final LocalCluster cluster;
    private final List<NodeProcess> nodes;
    private final List<String> nodeJvm;
    private final RingOperator operator;
    private final String durability;
    private final Thread hook;

    private FreshCluster(Path folder, LocalCluster cluster, List<String> nodeJvm, String durability) {
        this.folder = folder;
        this.cluster = cluster;
        this.nodes = new ArrayList<>(cluster.nodes());
        this.nodeJvm = nodeJvm;
        this.operator = new RingOperator(() -> List.copyOf(nodes));
        this.durability = durability;
        hook = new Thread(this::abandon, "bench-cluster-end");
    }

    /** Starts one with these options for every node. */
    static FreshCluster start(BenchOptions options, List<String> nodeOptions, Progress progress)
            throws InterruptedException {
        return start(LocalCluster.Shape.of(options.nodes), options, nodeOptions, progress);
    }

    /** Starts one of this shape. */
    static FreshCluster start(
            LocalCluster.Shape shape, BenchOptions options, List<String> nodeOptions, Progress progress)
            throws InterruptedException {
        Path folder = WorkFolder.make(options.work);
        List<String> all = NodeDefaults.command(nodeOptions, "--http-port=-1", "--admin-port=0");
        try {
            LocalCluster laid = LocalCluster.lay(MAIN, folder, folder, shape, all);
            FreshCluster cluster = new FreshCluster(
                    folder,
                    laid,
                    options.nodeJvm,
                    DurabilityWords.of(nodeOptions) + ", on a majority of " + shape.replicas() + " nodes");
            Runtime.getRuntime().addShutdownHook(cluster.hook);
            for (NodeProcess node : cluster.nodes) {
                node.addJvmOptions(options.nodeJvm);
                node.start();
            }
            progress.sleep("  leaders settle", SETTLE_SECONDS);
            return cluster;
        } catch (IOException e) {
            throw new BenchException("the cluster's file could not be written: " + e.getMessage()
                    + ". Name a folder that can be written with --work.");
        } catch (NodeStartException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }

    /** Where its nodes serve clients. */
    List<Integer> ports() {
        return nodes.stream().map(NodeProcess::port).toList();
    }

    RingOperator operator() {
        return operator;
    }

    StatusReply status() throws RingException, InterruptedException {
        return operator.status(OPERATOR_MS);
    }

    /** Starts one more node, of which the cluster is told; it holds nothing yet. @return its number */
    int newcomer() throws RingException, InterruptedException {
        try {
            LocalCluster.Newcomer newcomer = cluster.newcomer();
            operator.know(newcomer, OPERATOR_MS);
            nodes.add(newcomer.process());
            newcomer.process().addJvmOptions(nodeJvm);
            newcomer.process().start();
            return newcomer.number();
        } catch (IOException | NodeStartException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }

    /** Kills a node with -9. @param index from 0 */
    void kill(int index) throws InterruptedException {
        nodes.get(index).kill();
    }

    /** Starts it again. */
    void start(int index) throws InterruptedException {
        try {
            nodes.get(index).start();
        } catch (NodeStartException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return nodes.get(0).port();
    }

    @Override
    public long pid() {
        return nodes.get(0).pid();
    }

    @Override
    public List<Long> pids() {
        return nodes.stream().map(NodeProcess::pid).toList();
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> sums = new TreeMap<>();
        for (NodeProcess node : nodes) {
            try {
                OperatorCall.ask(node, ANSWER_MS, call -> call.status(StatusRequest.getDefaultInstance()))
                        .getCountersList()
                        .forEach(counter -> sums.merge(counter.getName(), counter.getValue(), Long::sum));
            } catch (StatusRuntimeException e) {
                // A sum that lacks a node is worth nothing.
                return Map.of();
            }
        }
        return sums;
    }

    @Override
    public String durability() {
        return durability;
    }

    @Override
    public void restart() {
        throw new BenchException("a cluster is not restarted by a measurement; run this without --nodes");
    }

    @Override
    public void close() {
        for (NodeProcess node : nodes) {
            try {
                node.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                node.destroy();
            }
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        WorkFolder.delete(folder);
    }

    private void abandon() {
        nodes.forEach(NodeProcess::destroy);
        WorkFolder.delete(folder);
    }
}
