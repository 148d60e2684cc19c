package dev.carillon.simulator.bench;

import dev.carillon.protocol.token.TokenIssuer;
import dev.carillon.simulator.bench.load.LoadContext;
import dev.carillon.simulator.bench.load.LoadTarget;
import dev.carillon.simulator.bench.load.PairsLoad;
import dev.carillon.simulator.bench.load.Progress;
import dev.carillon.simulator.bench.load.Rows;
import dev.carillon.simulator.bench.load.WarmUp;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/** One run of {@code carillon bench}: its options, its report, and the way to a node to measure. One thread. */
final class Bench {
    /** Users who only warm the node up, so that the measured ones are new to it. */
    private static final int WARM_BASE = 5_000_000;

    private static final int NODES_MAX = 9;
    private static final int WARM_PAIRS = 200;
    private static final int WARM_WINDOW = 16;
    private static final int WARM_SIZE = 256;
    private static final double WARM_FINISH_SECONDS = 0.5;
    private static final long TOKEN_EXPIRES = 0xFFFF_FFFFL;
    static final NanoClock CLOCK = SystemNanoClock.INSTANCE;

    private final BenchOptions options;
    private final Report report;
    private final Progress progress;

    Bench(BenchOptions options, PrintStream out, PrintStream err) {
        if (options.tsv && options.json) {
            throw new BenchException("--tsv and --json exclude each other");
        }
        if (options.nodes < 1 || options.nodes > NODES_MAX || options.nodes > 1 && options.attach != null) {
            throw new BenchException("--nodes is 1 to " + NODES_MAX + ", and excludes --attach");
        }
        this.options = options;
        report = new Report(out, options.tsv ? Report.Form.TSV : options.json ? Report.Form.JSON : Report.Form.TABLE);
        progress = new Progress(err, System.console() != null, CLOCK);
        report.setting("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        report.setting("JDK", System.getProperty("java.version"));
    }

    /** The process that measures: figures of a step that runs in a process of its own come from there. */
    BenchOptions options() {
        return options;
    }

    Report report() {
        return report;
    }

    Progress progress() {
        return progress;
    }

    /** The node to measure: the one attached to, or a fresh one with these options. */
    NodeUnderTest node(List<String> more) throws InterruptedException {
        NodeUnderTest node;
        if (options.attach != null) {
            node = AttachedNode.parse(options.attach, options.pid);
        } else {
            List<String> all = new ArrayList<>(more);
            all.addAll(options.nodeOptions);
            node = options.nodes == 1
                    ? FreshNode.start(options.work, all, options.nodeJvm)
                    : FreshCluster.start(options, all, progress);
        }
        report.setting("durability", node.durability());
        return node;
    }

    /** What every node of a fresh cluster is started with. */
    List<String> clusterOptions() {
        List<String> all = new ArrayList<>(List.of("--insecure-dev"));
        all.addAll(options.nodeOptions);
        return all;
    }

    /** A fresh node lets anyone in, because the load client signs nothing. */
    NodeUnderTest node() throws InterruptedException {
        return node(List.of("--insecure-dev"));
    }

    LoadContext context(NodeUnderTest node, String workload) {
        return context(node, new Rows(workload, report), Bench::unsigned);
    }

    LoadContext context(NodeUnderTest node, Rows rows, LoadTarget.Tokens tokens) {
        LoadTarget target =
                new LoadTarget(node.host(), node.port(), node.pids(), options.clientLoops, tokens, node::counters);
        return new LoadContext(target, rows, progress, CLOCK);
    }

    /** The token of anybody, for nodes that let anybody in. */
    static byte[] unsigned(String user) {
        return TokenIssuer.issueUnsigned(user, TOKEN_EXPIRES);
    }

    /** Lets the node's compiler see the hot paths before something short is measured; other users, not reported. */
    void warm(NodeUnderTest node, double seconds) throws InterruptedException {
        report.setting("warming up before a short measurement", seconds + " s of pairs with other users");
        if (seconds > 0) {
            Rows nowhere = new Rows("warm", row -> {});
            int base = WARM_BASE + options.base;
            PairsLoad.run(
                    context(node, nowhere, Bench::unsigned),
                    new PairsLoad.Shape(WARM_PAIRS, WARM_WINDOW, WARM_SIZE, 0, WarmUp.of(seconds), 1, base),
                    WARM_FINISH_SECONDS);
        }
    }
}
