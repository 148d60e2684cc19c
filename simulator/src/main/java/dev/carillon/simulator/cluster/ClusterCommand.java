package dev.carillon.simulator.cluster;

import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code carillon cluster start|stop}: a cluster on this machine, to try things out on. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = "Starts and stops a cluster on this machine, to try things out on.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./carillon cluster start", "  ./carillon cluster stop"})
public final class ClusterCommand implements Runnable {
    private static final int PORTS_MIN = 1_024;
    private static final int PORTS_MAX = 65_000;
    private static final long STOP_SECONDS = 15;

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description = {
                "Starts nodes that go on after this command, for clients on ports 7401, 7402, … and operators on 7491, 7492,",
                "…: on this machine only, and anybody may be anybody (--insecure-dev). Started again over the same folder it",
                "goes on with what is there."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./carillon cluster start",
                "  ./carillon cluster start --nodes 5 --data /tmp/five --ports 8400    a second one beside it"
            })
    int start(
            @Option(
                            names = "--nodes",
                            paramLabel = "N",
                            description = "How many nodes, 1 to 9 (3, or as many as the folder has).")
                    @Nullable
                    Integer nodes,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            defaultValue = "carillon-cluster",
                            description = "Where their data and output go (carillon-cluster).")
                    Path data,
            @Option(
                            names = "--ports",
                            paramLabel = "N",
                            description =
                                    "Clients on N+1, N+2, …, operators on N+91, …, nodes among themselves on N+101, … (7400).")
                    @Nullable
                    Integer ports)
            throws IOException, InterruptedException {
        if (nodes != null && (nodes < 1 || nodes > ClusterFolder.NODES_MAX)) {
            throw wrong("--nodes must be 1 to " + ClusterFolder.NODES_MAX + ", not " + nodes + ".");
        }
        if (ports != null && (ports < PORTS_MIN || ports > PORTS_MAX)) {
            throw wrong("--ports must be " + PORTS_MIN + " to " + PORTS_MAX + ", not " + ports + ".");
        }
        Path launcher = ClusterFolder.launcher();
        ClusterFolder folder = new ClusterFolder(data, launcher);
        if (!folder.processes().isEmpty()) {
            throw wrong(
                    "The cluster in " + data + " runs already. 'carillon cluster stop --data " + data + "' ends it.");
        }
        LocalCluster cluster;
        try {
            cluster = folder.lay(nodes, ports);
        } catch (ClusterFolder.UnfitException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        try {
            for (NodeProcess node : cluster.nodes()) {
                node.start();
                say(String.format(
                        Locale.ROOT,
                        "Node %d runs: process %d, clients on 127.0.0.1:%d, operators on 127.0.0.1:%d",
                        cluster.nodes().indexOf(node) + 1,
                        node.pid(),
                        node.port(),
                        node.adminPort()));
            }
        } catch (NodeStartException e) {
            cluster.nodes().forEach(NodeProcess::destroy);
            say(String.valueOf(e.getMessage()));
            return 1;
        }
        for (NodeProcess node : cluster.nodes()) {
            node.letGo();
        }
        folder.note(cluster);
        String more = data.toString().equals("carillon-cluster") ? "" : " --data " + data;
        String servers = list(cluster, NodeProcess::port);
        say("");
        say("They go on. To chat, in two terminals:");
        say("  ./carillon chat alice --insecure-dev --server " + servers);
        say("  ./carillon chat bob --insecure-dev --server " + servers);
        say("To put load on them:");
        say("  ./carillon sim run chat-day --cluster " + data);
        say("To look after them:");
        say("  export CARILLON_ADMIN=" + list(cluster, NodeProcess::adminPort));
        say("  ./carillon ring status --insecure-dev");
        if (launcher != null) {
            say("  ./carillon node restart --rolling --insecure-dev");
        }
        say("To end them:");
        say("  ./carillon cluster stop" + more);
        return 0;
    }

    private static String list(LocalCluster cluster, ToIntFunction<NodeProcess> port) {
        return cluster.nodes().stream()
                .map(node -> "127.0.0.1:" + port.applyAsInt(node))
                .collect(Collectors.joining(","));
    }

    @Command(
            name = "stop",
            mixinStandardHelpOptions = true,
            description = "Ends the nodes that 'cluster start' started; their data stays.",
            footerHeading = "%nExample:%n",
            footer = "  ./carillon cluster stop")
    int stop(
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            defaultValue = "carillon-cluster",
                            description = "The folder that they were started over (carillon-cluster).")
                    Path data)
            throws IOException, InterruptedException {
        ClusterFolder folder = new ClusterFolder(data, null);
        Collection<ProcessHandle> running = folder.processes().values();
        running.forEach(ProcessHandle::destroy);
        long untilNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        for (ProcessHandle each : running) {
            while (each.isAlive() && System.nanoTime() - untilNs < 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            if (each.isAlive()) {
                each.descendants().forEach(ProcessHandle::destroyForcibly);
                each.destroyForcibly();
            }
        }
        folder.forgetProcesses();
        say(
                running.isEmpty()
                        ? "No cluster of " + data + " runs."
                        : "Ended " + (running.size() == 1 ? "1 node. Its" : running.size() + " nodes. Their")
                                + " data is in " + data + ".");
        return 0;
    }

    private void say(String line) {
        PrintWriter out = known().commandLine().getOut();
        out.println(line);
        out.flush();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(known().commandLine(), sentence);
    }

    private CommandSpec known() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        return spec;
    }

    @Override
    public void run() {
        throw wrong("Say what to do: start or stop.");
    }
}
