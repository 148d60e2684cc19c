package dev.carillon.simulator.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A cluster on loopback: the file that its first nodes are given, a process for each, and nodes that come later. */
public final class LocalCluster {
    /** The cluster's ID. */
    public static final String ID = "demo";

    /** Of users, unless a cluster wants others. */
    public static final int PARTITIONS = 64;

    private static final int REPLICAS = 3;
    private static final String FILE = "cluster.yaml";
    private static final String HOST = "127.0.0.1";

    private final String mainClass;
    private final Path data;
    private final Path files;
    private final IntFunction<List<String>> options;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private final List<Integer> peerPorts = new ArrayList<>();

    private LocalCluster(String mainClass, Path data, Path files, IntFunction<List<String>> options) {
        this.mainClass = mainClass;
        this.data = data;
        this.files = files;
        this.options = options;
    }

    /**
     * A node that comes later.
     *
     * @param number as the cluster knows it
     * @param process not started
     */
    public record Newcomer(int number, NodeProcess process, int peerPort) {}

    /**
     * How a cluster is made.
     *
     * @param nodes that it begins with, from 1
     * @param partitions of users, a power of two
     * @param replicas of each, odd
     */
    public record Shape(int nodes, int partitions, int replicas) {
        /** What suits so many nodes. */
        public static Shape of(int nodes) {
            return new Shape(nodes, PARTITIONS, Math.min(REPLICAS, nodes - 1 + nodes % 2));
        }
    }

    /**
     * Nodes 1 to {@code count}, not started.
     *
     * @param data each gets a folder in it
     * @param files an existing folder for the cluster's file and, in folders of their own, the nodes' output
     * @param options more options for every node
     */
    public static LocalCluster lay(String mainClass, Path data, Path files, int count, List<String> options)
            throws IOException {
        return lay(mainClass, data, files, Shape.of(count), options);
    }

    /** The same, of this shape. */
    public static LocalCluster lay(String mainClass, Path data, Path files, Shape shape, List<String> options)
            throws IOException {
        List<Integer> ports = FreePorts.find(2 * shape.nodes(), RandomGenerator.getDefault());
        return lay(mainClass, data, files, shape, ports, number -> options);
    }

    /**
     * The same, on these ports.
     *
     * @param ports of each node in turn, for clients and for other nodes
     * @param options more options for a node, by its number
     */
    public static LocalCluster lay(
            String mainClass, Path data, Path files, List<Integer> ports, IntFunction<List<String>> options)
            throws IOException {
        return lay(mainClass, data, files, Shape.of(ports.size() / 2), ports, options);
    }

    private static LocalCluster lay(
            String mainClass,
            Path data,
            Path files,
            Shape shape,
            List<Integer> ports,
            IntFunction<List<String>> options)
            throws IOException {
        StringBuilder text = new StringBuilder("cluster: " + ID + "\npartitions: " + shape.partitions() + "\nreplicas: "
                + shape.replicas() + "\nnodes:\n");
        for (int i = 0; i < shape.nodes(); i++) {
            text.append("  - { id: ")
                    .append(i + 1)
                    .append(", clients: \"" + HOST + ":")
                    .append(ports.get(2 * i))
                    .append("\", peers: \"" + HOST + ":")
                    .append(ports.get(2 * i + 1))
                    .append("\" }\n");
        }
        Files.writeString(files.resolve(FILE), text);
        return laid(mainClass, data, files, ports, options);
    }

    /** The same, as it was laid once: its file is left as it is. */
    public static LocalCluster laid(
            String mainClass, Path data, Path files, List<Integer> ports, IntFunction<List<String>> options)
            throws IOException {
        LocalCluster cluster = new LocalCluster(mainClass, data, files, options);
        Path file = files.resolve(FILE);
        for (int i = 0; i < ports.size() / 2; i++) {
            cluster.add(ports.get(2 * i), ports.get(2 * i + 1), () -> List.of("--cluster", file.toString()));
        }
        return cluster;
    }

    private NodeProcess add(int port, int peerPort, Supplier<List<String>> how) throws IOException {
        int number = nodes.size() + 1;
        String name = "n" + number;
        NodeProcess made = new NodeProcess(
                mainClass, data.resolve(name), Files.createDirectories(files.resolve(name)), port, () -> {
                    List<String> all = new ArrayList<>(options.apply(number));
                    all.addAll(how.get());
                    all.addAll(List.of("--node", Integer.toString(number)));
                    return all;
                });
        nodes.add(made);
        peerPorts.add(peerPort);
        return made;
    }

    /** All nodes that there ever were, by number. */
    public List<NodeProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** Where a node answers others, on loopback. */
    public int peerPort(int number) {
        return peerPorts.get(number - 1);
    }

    /**
     * One more. At each of its starts it comes to those that run then: what it was told first may be long gone. Before its
     * start the cluster must be told of it. Where a node does not run any more its address for clients is taken over, as by a
     * machine in another's place: clients go round the addresses that they were given.
     */
    public Newcomer newcomer() throws IOException {
        List<Integer> ports = FreePorts.find(2, RandomGenerator.getDefault());
        return newcomer(vacant().orElse(ports.get(0)), ports.get(1));
    }

    /** The same on an address of its own: whoever does not run now comes back to the old one. */
    public Newcomer addition() throws IOException {
        List<Integer> ports = FreePorts.find(2, RandomGenerator.getDefault());
        return newcomer(ports.get(0), ports.get(1));
    }

    /** The same on these ports. */
    public Newcomer newcomer(int port, int peerPort) throws IOException {
        NodeProcess process =
                add(port, peerPort, () -> List.of("--join", String.join(",", seeds(peerPort)), "--cluster-id", ID));
        return new Newcomer(nodes.size(), process, peerPort);
    }

    /** The others that run; all others if none does. */
    private List<String> seeds(int ownPort) {
        boolean anyAlive = nodes.stream().anyMatch(NodeProcess::isAlive);
        List<String> seeds = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            if (peerPorts.get(i) != ownPort && (!anyAlive || nodes.get(i).isAlive())) {
                seeds.add(HOST + ":" + peerPorts.get(i));
            }
        }
        return seeds;
    }

    private Optional<Integer> vacant() {
        List<Integer> taken = nodes.stream()
                .filter(NodeProcess::isAlive)
                .map(NodeProcess::port)
                .toList();
        return nodes.stream()
                .map(NodeProcess::port)
                .filter(port -> !taken.contains(port))
                .findFirst();
    }
}
