package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.LoadException;
import dev.carillon.simulator.bench.load.PairsLoad;
import dev.carillon.simulator.bench.load.ProcessFigures;
import dev.carillon.simulator.bench.load.Row;
import dev.carillon.simulator.bench.load.Rows;
import dev.carillon.simulator.bench.load.WarmUp;
import dev.carillon.simulator.process.LocalCluster;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads of several sizes on one fresh cluster, one after the other, so that only the first has to warm it up; each with
 * users of its own. One thread.
 */
public final class ClusterLoads implements AutoCloseable {
    private static final double FINISH_SECONDS = 1.5;

    private final Bench bench;
    private final FreshCluster cluster;
    private int users;

    private ClusterLoads(Bench bench, FreshCluster cluster) {
        this.bench = bench;
        this.cluster = cluster;
    }

    /**
     * What is put on it.
     *
     * @param pairs senders, each with its receiver
     * @param window most messages of a sender that are on their way
     * @param size bytes of a payload, from 16
     * @param rate messages per second of all together; 0: as fast as it goes
     * @param warm seconds before it is measured
     * @param seconds that are measured
     */
    public record Load(int pairs, int window, int size, double rate, double warm, double seconds) {}

    /**
     * Starts the nodes, and waits until they lead what they should.
     *
     * @param nodeJvm options of the nodes' JVMs
     * @throws LoadException if they cannot be started
     */
    public static ClusterLoads start(LocalCluster.Shape shape, List<String> nodeJvm) throws InterruptedException {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try {
            BenchOptions options = new BenchOptions();
            options.nodes = shape.nodes();
            options.nodeJvm = nodeJvm;
            Bench bench = new Bench(options, nowhere, System.err);
            bench.progress()
                    .say("bench: " + shape.nodes() + " nodes, " + shape.partitions() + " partitions, "
                            + shape.replicas() + " replicas");
            return new ClusterLoads(
                    bench, FreshCluster.start(shape, options, bench.clusterOptions(), bench.progress()));
        } catch (BenchException e) {
            throw new LoadException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The figures of {@code bench pairs} in one window.
     *
     * @throws LoadException if it did not come to its end
     */
    public List<Row> measure(Load load) throws InterruptedException {
        List<Row> rows = new ArrayList<>();
        int base = users;
        users += 2 * load.pairs();
        PairsLoad.Shape shape = new PairsLoad.Shape(
                load.pairs(), load.window(), load.size(), load.seconds(), WarmUp.of(load.warm()), 1, base, load.rate());
        PairsLoad.run(bench.context(cluster, new Rows("pairs", rows::add), Bench::unsigned), shape, FINISH_SECONDS);
        return rows;
    }

    /** CPU seconds per second that all nodes together use while nobody is there, without their compilers. */
    public double idleCores(double seconds) throws InterruptedException {
        double before = cpuSeconds();
        bench.progress().sleep("  nobody is there", seconds);
        return Math.max(0, cpuSeconds() - before) / seconds;
    }

    private double cpuSeconds() {
        return ProcessFigures.cpuSeconds(cluster.pids()) - ProcessFigures.compilerSeconds(cluster.pids());
    }

    /** Lets the nodes finish what they do behind a load. */
    public void rest(double seconds) throws InterruptedException {
        bench.progress().sleep("  the nodes rest", seconds);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
