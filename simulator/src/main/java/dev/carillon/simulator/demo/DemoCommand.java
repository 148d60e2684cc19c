package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Sabotage;
import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.traffic.BadTrafficException;
import dev.carillon.simulator.traffic.SyntheticDay;
import dev.carillon.simulator.traffic.Traffic;
import dev.carillon.simulator.traffic.TrafficFile;
import dev.carillon.simulator.users.CarillonLinks;
import dev.carillon.simulator.users.LinksFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code carillon demo}: reads the options and wires clock, processes, network and display. Exit status: 0 for a green
 * verdict, 1 for a red one or a node that does not start, 2 for options or files that make no sense.
 */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Shows Carillon at work: three nodes, real clients, a kill -9, a join, a drain, a verdict.",
        description = {
            "",
            "Starts three nodes as processes of their own, replays conversations through real client connections,"
                    + " kills a node with -9 half-way and lets it return, lets a fourth node join, drains the first and"
                    + " ends it, waits until everything is delivered, and says what was acked, delivered, lost, duplicated"
                    + " and out of order. Every message carries an identity in its payload, and a ledger outside the"
                    + " client library keeps the account.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./carillon demo",
            "  ./carillon demo --nodes 1            the small form: one node, killed and started again",
            "  ./carillon demo --kills 5 --seed 7",
            "  ./carillon demo --traffic college-msg.tsv.gz",
            "  ./carillon demo --sabotage drop      must end red: the check can fail",
            "  ./carillon demo --json | tail -1     the verdict for a script",
            "  ./carillon demo --keep               then chat on the same node",
            "",
            "Exit status: 0 green, 1 red, 2 wrong options or files."
        })
public final class DemoCommand implements Callable<Integer> {
    static final String NODE_MAIN = "dev.carillon.node.boot.NodeMain";
    private static final int KILLS_MAX = 100;
    private static final int NODES = 3;
    private static final int NODES_MAX = 9;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--traffic",
            paramLabel = "FILE",
            description = "Replay a recording, packed with gzip or not: columns 'unix_s from to', or 'utc channel from"
                    + " to text'. Without it: a synthetic day.")
    private @Nullable Path trafficFile;

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Messages in the synthetic day (" + SyntheticDay.ROWS + ").")
    private @Nullable Integer rows;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of everything made up (1).")
    private long seed;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description =
                    "How many nodes (3, or 1 with --port); a cluster's are killed in turn, one alone is the small form.")
    private @Nullable Integer nodesWanted;

    @Option(names = "--no-ring-changes", description = "No node joins, and none is drained.")
    private boolean noRingChanges;

    @Option(
            names = "--kills",
            paramLabel = "N",
            defaultValue = "1",
            description = "How often to kill the node with -9, spread evenly (1); 0 for never.")
    private int kills;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "0",
            description = "Replay X recorded seconds per second; without it as fast as the windows allow.")
    private double speed;

    @Option(
            names = "--sabotage",
            paramLabel = "WHAT",
            description = "Tamper with a few deliveries (drop, repeat, swap), to see the verdict turn red.")
    private Sabotage.@Nullable Kind sabotage;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "Give up when nothing moved for so long (30).")
    private int patience;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "New or empty folder for the node's data and output, kept. Without it: a temporary one.")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "0", description = "Port of the node (a free one).")
    private int port;

    @Option(names = "--keep", description = "Leave the node running, and say how to chat on it.")
    private boolean keep;

    @Option(names = "--json", description = "Print the verdict as one JSON object on the last line.")
    private boolean json;

    private int nodes() {
        Integer wanted = nodesWanted;
        return wanted != null ? wanted : port == 0 ? NODES : 1;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        DemoOptions options = options();
        Traffic traffic = traffic();
        Workspace workspace;
        try {
            workspace = Workspace.open("demo", data);
        } catch (Workspace.UnusableFolderException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return run(options, traffic, workspace);
    }

    private int run(DemoOptions options, Traffic traffic, Workspace workspace)
            throws InterruptedException, IOException {
        Display display = new Display(known().commandLine().getOut(), Terminal.isInteractive());
        Status status = new Status(System::nanoTime);
        DemoNodes node = nodes(workspace, display);
        Thread cleanUp = new Thread(
                () -> {
                    node.destroy();
                    workspace.clean();
                    display.line("Stopped: the node was ended, and "
                            + (workspace.isKept() ? "its data is in " + workspace.files() : "its data deleted") + ".");
                },
                "clean-up");
        Runtime.getRuntime().addShutdownHook(cleanUp);
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(daemon("display"));
        ExecutorService closer = Executors.newSingleThreadExecutor(daemon("closer"));
        LinksFactory clients =
                (replayed, ports, inbound, failures) -> new CarillonLinks(replayed, ports, inbound, failures, closer);
        display.line(String.format(
                "Traffic: %s, %,d messages among %,d users, %,d lines skipped; seed %d.",
                traffic.name(), traffic.size(), traffic.users(), traffic.skipped(), seed));
        ticker.scheduleAtFixedRate(
                () -> display.show(status.snapshot()), display.everyMs(), display.everyMs(), TimeUnit.MILLISECONDS);
        boolean green = false;
        try {
            green = new Demo(options, traffic, workspace, node, clients, status, display, System::nanoTime).run();
        } catch (NodeStartException e) {
            workspace.keep();
            display.line(String.valueOf(e.getMessage()));
        } finally {
            ticker.shutdownNow();
            closer.shutdownNow();
            display.wipe();
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            if (!options.keep()) {
                node.destroy();
            }
            workspace.clean();
        }
        return green ? 0 : 1;
    }

    private DemoNodes nodes(Workspace workspace, Display display) throws IOException {
        List<String> options = List.of("--insecure-dev", "--http-port=-1", "--admin-port=0");
        if (nodes() == 1) {
            NodeProcess alone = new NodeProcess(NODE_MAIN, workspace.data(), workspace.files(), port, () -> options);
            return new DemoNodes(List.of(alone), null, display, System::nanoTime);
        }
        LocalCluster cluster = LocalCluster.lay(NODE_MAIN, workspace.data(), workspace.files(), nodes(), options);
        RingTour tour = noRingChanges ? null : new RingTour(cluster, display, System::nanoTime);
        return new DemoNodes(cluster.nodes(), tour, display, System::nanoTime);
    }

    private static ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    private DemoOptions options() {
        check(
                nodes() == 1 || nodes() >= 3 && nodes() <= NODES_MAX,
                "--nodes must be 1, or 3 to " + NODES_MAX + ", not " + nodes());
        check(nodes() == 1 || port == 0, "--port is for one node and does not go with --nodes " + nodes());
        check(kills >= 0 && kills <= KILLS_MAX, "--kills must be 0 to " + KILLS_MAX + ", not " + kills);
        check(speed >= 0 && speed < 1e9, "--speed must be above 0 and below 1e9, not " + speed);
        check(patience >= 1 && patience <= 3_600, "--patience must be 1 to 3600 seconds, not " + patience);
        check(port >= 0 && port <= 65_535, "--port must be 0 to 65535, not " + port);
        check(
                rows == null || (rows >= 1 && rows <= Traffic.ROWS_MAX),
                "--rows must be 1 to " + Traffic.ROWS_MAX + ", not " + rows);
        check(rows == null || trafficFile == null, "--rows is for the synthetic day and does not go with --traffic");
        return new DemoOptions(sabotage, data, port, seed, kills, speed, patience * 1_000L, keep, json);
    }

    private Traffic traffic() {
        Path file = trafficFile;
        if (file == null) {
            int messages = rows == null ? SyntheticDay.ROWS : rows;
            return SyntheticDay.of(seed, messages, SyntheticDay.usersFor(messages));
        }
        try {
            Traffic traffic = TrafficFile.read(file, seed);
            check(traffic.size() > 0, file + " has no line that addresses anybody, so there is nothing to replay");
            return traffic;
        } catch (BadTrafficException e) {
            throw wrong(e.sentence(file.toString()) + ". Nothing was started.");
        }
    }

    private void check(boolean right, String sentence) {
        if (!right) {
            throw wrong(sentence + ".");
        }
    }

    private ParameterException wrong(@Nullable String sentence) {
        return new ParameterException(known().commandLine(), String.valueOf(sentence));
    }

    private CommandSpec known() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec;
    }
}
