package dev.carillon.simulator.cluster;

import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a cluster that outlives the commands which work on it: how its nodes are laid out, and which processes they are.
 * For one command at a time.
 */
public final class ClusterFolder {
    /** Nodes that a folder can have. */
    public static final int NODES_MAX = 9;

    private static final int NODES = 3;
    private static final String NODE_MAIN = "dev.carillon.node.boot.NodeMain";
    private static final String PROCESSES = "processes";

    private final Path home;
    private final @Nullable Path launcher;

    /** What the folder has does not fit what is asked for; the message is for people. */
    public static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1;

        UnfitException(String message) {
            super(message);
        }
    }

    /** @param launcher starts the nodes, and starts them again when an operator asks for it; null for no such */
    public ClusterFolder(Path home, @Nullable Path launcher) {
        this.home = home.toAbsolutePath().normalize();
        this.launcher = launcher;
    }

    /** The launcher that started this process, if any did. */
    public static @Nullable Path launcher() {
        String launcher = System.getenv("CARILLON_LAUNCHER");
        return launcher == null ? null : Path.of(launcher);
    }

    /**
     * The cluster, none of its nodes started; laid out if there is none in the folder yet.
     *
     * @param nodes null for as many as there are, or three
     * @param ports all of its ports are above this one; null for what they are, or 7400
     */
    LocalCluster lay(@Nullable Integer nodes, @Nullable Integer ports) throws IOException, UnfitException {
        Layout layout = Layout.read(home);
        if (layout == null) {
            int count = nodes == null ? NODES : nodes;
            layout = new Layout(ports == null ? Layout.PORTS : ports, count, count);
            Files.createDirectories(home);
            layout.write(home);
            return supervised(
                    LocalCluster.lay(NODE_MAIN, home.resolve("data"), home, layout.firstPorts(), layout::options));
        }
        if (nodes != null && nodes != layout.all()) {
            throw new UnfitException("The cluster in " + home + " has " + layout.all() + " nodes, not " + nodes
                    + ". Nothing was started. Leave --nodes out, or name another folder with --data.");
        }
        if (ports != null && ports != layout.ports()) {
            throw new UnfitException("The cluster in " + home + " has ports above " + layout.ports() + ", not above "
                    + ports + ". Nothing was started. Leave --ports out, or name another folder with --data.");
        }
        return laid(layout);
    }

    private LocalCluster laid(Layout layout) throws IOException {
        LocalCluster cluster =
                LocalCluster.laid(NODE_MAIN, home.resolve("data"), home, layout.firstPorts(), layout::options);
        for (int number = layout.first() + 1; number <= layout.all(); number++) {
            cluster.newcomer(layout.clients(number), layout.peers(number));
        }
        return supervised(cluster);
    }

    private LocalCluster supervised(LocalCluster cluster) {
        if (launcher != null) {
            cluster.nodes().forEach(node -> node.superviseWith(launcher));
        }
        return cluster;
    }

    /**
     * The cluster as it runs.
     *
     * @throws UnfitException if it does not
     */
    public LocalCluster running() throws IOException, UnfitException {
        Layout layout = Layout.read(home);
        Map<Integer, ProcessHandle> processes = processes();
        if (layout == null || processes.isEmpty()) {
            throw new UnfitException("No cluster runs in " + home
                    + ". Nothing was done. './carillon cluster start --data " + home + "' starts one.");
        }
        LocalCluster cluster = laid(layout);
        cluster.nodes().forEach(NodeProcess::ignoreTheTerminal);
        processes.forEach(
                (number, process) -> cluster.nodes().get(number - 1).takeOver(process, layout.operators(number)));
        return cluster;
    }

    /** One more node, not started and not known to the others. */
    public LocalCluster.Newcomer newcomer(LocalCluster cluster) throws IOException, UnfitException {
        Layout layout = Layout.read(home);
        int number = cluster.nodes().size() + 1;
        if (layout == null || number > NODES_MAX) {
            throw new UnfitException("the cluster in " + home + " has " + (number - 1) + " nodes and cannot have more");
        }
        LocalCluster.Newcomer newcomer = cluster.newcomer(layout.clients(number), layout.peers(number));
        supervised(cluster);
        newcomer.process().ignoreTheTerminal();
        return newcomer;
    }

    /** Notes which nodes there are and which processes they are now, for the commands that come later. */
    public void note(LocalCluster cluster) throws IOException {
        Layout layout = Layout.read(home);
        int all = cluster.nodes().size();
        if (layout != null && layout.all() != all) {
            new Layout(layout.ports(), layout.first(), all).write(home);
        }
        List<String> lines = new ArrayList<>();
        for (int number = 1; number <= all; number++) {
            NodeProcess node = cluster.nodes().get(number - 1);
            if (node.isAlive()) {
                lines.add(number + " " + node.pid() + " " + started(node.pid()));
            }
        }
        Files.write(home.resolve(PROCESSES), lines);
    }

    /** The processes of its nodes that run, by number; another process that has got the number of one is none. */
    Map<Integer, ProcessHandle> processes() throws IOException {
        Path file = home.resolve(PROCESSES);
        Map<Integer, ProcessHandle> found = new TreeMap<>();
        for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
            String[] words = line.split(" ", 3);
            if (words.length == 3 && words[2].equals(started(Long.parseLong(words[1])))) {
                ProcessHandle.of(Long.parseLong(words[1]))
                        .ifPresent(process -> found.put(Integer.parseInt(words[0]), process));
            }
        }
        return found;
    }

    /** None of its nodes runs any more. */
    void forgetProcesses() throws IOException {
        Files.deleteIfExists(home.resolve(PROCESSES));
    }

    /** When a process began, which tells it from a later one of the same number. */
    private static String started(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .map(Object::toString)
                .orElse("gone");
    }
}
