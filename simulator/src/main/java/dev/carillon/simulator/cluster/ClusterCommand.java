package dev.carillon.simulator.cluster;

import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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
    private static final String NODE_MAIN = "dev.carillon.node.boot.NodeMain";
    private static final String PROCESSES = "processes";
    private static final int CLIENTS = 7400;
    private static final int PEERS = 7500;
    private static final int ADMIN = 7490;
    private static final int NODES_MAX = 9;
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
            footer = {"  ./carillon cluster start", "  ./carillon cluster start --nodes 5 --data /tmp/five"})
    int start(
            @Option(names = "--nodes", paramLabel = "N", defaultValue = "3", description = "How many nodes (3).")
                    int nodes,
            @Option(
                            names = "--data",
                            paramLabel = "DIR",
                            defaultValue = "carillon-cluster",
                            description = "Where their data and output go (carillon-cluster).")
                    Path data)
            throws IOException, InterruptedException {
        if (nodes < 1 || nodes > NODES_MAX) {
            throw wrong("--nodes must be 1 to " + NODES_MAX + ", not " + nodes + ".");
        }
        if (!running(data).isEmpty()) {
            throw wrong(
                    "The cluster in " + data + " runs already. 'carillon cluster stop --data " + data + "' ends it.");
        }
        Path home = Files.createDirectories(data).toAbsolutePath();
        List<Integer> ports = new ArrayList<>();
        for (int number = 1; number <= nodes; number++) {
            ports.add(CLIENTS + number);
            ports.add(PEERS + number);
        }
        LocalCluster cluster = LocalCluster.lay(
                NODE_MAIN,
                home.resolve("data"),
                home,
                ports,
                number -> List.of("--insecure-dev", "--http-port=-1", "--admin-port=" + (ADMIN + number)));
        String launcher = System.getenv("CARILLON_LAUNCHER");
        if (launcher != null) {
            cluster.nodes().forEach(node -> node.superviseWith(Path.of(launcher)));
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
        Files.write(
                home.resolve(PROCESSES),
                cluster.nodes().stream()
                        .map(node -> node.pid() + " " + started(node.pid()))
                        .toList());
        String servers = list(CLIENTS, nodes);
        say("");
        say("They go on. To chat, in two terminals:");
        say("  ./carillon chat alice --insecure-dev --server " + servers);
        say("  ./carillon chat bob --insecure-dev --server " + servers);
        say("To look after them:");
        say("  export CARILLON_ADMIN=" + list(ADMIN, nodes));
        say("  ./carillon ring status --insecure-dev");
        if (launcher != null) {
            say("  ./carillon node restart --rolling --insecure-dev");
        }
        say("To end them:");
        say("  ./carillon cluster stop" + (data.toString().equals("carillon-cluster") ? "" : " --data " + data));
        return 0;
    }

    private static String list(int base, int nodes) {
        return java.util.stream.IntStream.rangeClosed(1, nodes)
                .mapToObj(number -> "127.0.0.1:" + (base + number))
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
        List<ProcessHandle> running = running(data);
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
        Files.deleteIfExists(data.resolve(PROCESSES));
        say(
                running.isEmpty()
                        ? "No cluster of " + data + " runs."
                        : "Ended " + running.size() + " nodes. Their data is in " + data + ".");
        return 0;
    }

    /** The processes of the cluster in a folder; another process that has got the number of one is none. */
    private static List<ProcessHandle> running(Path data) throws IOException {
        Path file = data.resolve(PROCESSES);
        List<ProcessHandle> found = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ", 2);
                long pid = Long.parseLong(words[0]);
                if (words.length == 2 && words[1].equals(started(pid))) {
                    ProcessHandle.of(pid).ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /** When a process began, which tells it from a later one of the same number. */
    private static String started(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .map(Object::toString)
                .orElse("gone");
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
