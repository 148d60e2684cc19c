package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.ProcessFigures;
import dev.carillon.simulator.bench.load.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code carillon bench idle}. */
@Command(
        name = "idle",
        description = "Memory of the node per connected, silent session, at 10,000 and 19,000 sessions.",
        footer = {
            "",
            "A process may open as many files as its hard limit says (ulimit -Hn), so the sessions come from several.",
            "",
            "Examples:",
            "  ./carillon bench idle",
            "  ./carillon bench idle --levels 1000 --settle 1"
        },
        mixinStandardHelpOptions = true)
final class IdleCommand implements Callable<Integer>, Measurement {
    private static final double MB = 1e6;
    private static final double US_PER_SECOND = 1e6;
    private static final String WORKLOAD = "idle";

    @Mixin
    BenchOptions options = new BenchOptions();

    @Option(
            names = "--levels",
            paramLabel = "N,N",
            split = ",",
            description = "Sessions at which to look (default: 10000,19000).")
    List<Integer> levels = List.of(10_000, 19_000);

    @Option(
            names = "--per-process",
            paramLabel = "N",
            description = "Sessions of one client process (default: ${DEFAULT-VALUE}).")
    int perProcess = 10_000;

    @Option(
            names = "--settle",
            paramLabel = "S",
            description = "Seconds of silence before looking (default: ${DEFAULT-VALUE}).")
    double settle = 5;

    @Override
    public Integer call() throws Exception {
        return Measurement.run(options, this);
    }

    @Override
    public void measure(Bench bench) throws InterruptedException {
        bench.progress().say("bench: idle, levels " + levels);
        try (NodeUnderTest node = bench.node()) {
            if (node.pid() == 0) {
                throw new BenchException("idle looks at the node's memory; name its process with --pid");
            }
            bench.progress().sleep("  the node settles", settle);
            long heapEmpty = LiveHeap.bytes(node.pid());
            long rssEmpty = ProcessFigures.rss(node.pid());
            row(bench, "rss_empty", rssEmpty / MB, "MB");
            List<LoadProcess.Held> held = new ArrayList<>();
            try {
                int connected = 0;
                for (int level : levels) {
                    connect(bench, node, connected, level, held);
                    connected = level;
                    look(bench, node, level, rssEmpty, heapEmpty);
                }
            } finally {
                held.forEach(LoadProcess.Held::close);
            }
        }
        bench.report().section("idle: sessions that are connected and silent");
    }

    private void connect(Bench bench, NodeUnderTest node, int from, int to, List<LoadProcess.Held> held)
            throws InterruptedException {
        double cpu = cpuWithoutCompilers(node);
        double seconds = 0;
        for (int first = from; first < to; first += perProcess) {
            int sessions = Math.min(perProcess, to - first);
            LoadProcess.Held process =
                    new LoadProcess(bench, node, WORKLOAD).hold(bench.options().base + first, sessions);
            held.add(process);
            seconds += process.connectSeconds();
        }
        double cpuUsed = cpuWithoutCompilers(node) - cpu;
        row(bench, "connects_per_s_to_" + to, (to - from) / seconds, "1/s");
        row(bench, "cpu_per_connect_to_" + to, cpuUsed / (to - from) * US_PER_SECOND, "us");
    }

    private void look(Bench bench, NodeUnderTest node, int level, long rssEmpty, long heapEmpty)
            throws InterruptedException {
        double before = cpuWithoutCompilers(node);
        bench.progress().sleep("  " + level + " sessions, silent", settle);
        double cores = (cpuWithoutCompilers(node) - before) / settle;
        long rss = ProcessFigures.rss(node.pid());
        row(bench, "idle_cores_" + level, cores, "cores");
        row(bench, "rss_" + level, rss / MB, "MB");
        row(bench, "rss_per_conn_" + level, (double) (rss - rssEmpty) / level, "B");
        long heap = LiveHeap.bytes(node.pid());
        row(bench, "live_heap_per_conn_" + level, (double) (heap - heapEmpty) / level, "B");
        long rssAfter = ProcessFigures.rss(node.pid());
        row(bench, "rss_after_gc_per_conn_" + level, (double) (rssAfter - rssEmpty) / level, "B");
    }

    private static double cpuWithoutCompilers(NodeUnderTest node) {
        return ProcessFigures.cpuSeconds(node.pid()) - ProcessFigures.compilerSeconds(List.of(node.pid()));
    }

    private static void row(Bench bench, String metric, double value, String unit) {
        bench.report().accept(new Row(WORKLOAD, metric, 0, value, unit));
    }
}
