package dev.carillon.simulator.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes a cluster on loopback: the file that all its nodes are given, and a process for each. */
public final class ClusterFiles {
    private static final int PARTITIONS = 64;
    private static final int REPLICAS = 3;

    private ClusterFiles() {}

    /**
     * Nodes 1 to {@code count}, not started.
     *
     * @param data each gets a folder in it
     * @param files an existing folder for the cluster's file and, in folders of their own, the nodes' output
     * @param options more options for every node
     */
    public static List<NodeProcess> nodes(String mainClass, Path data, Path files, int count, List<String> options)
            throws IOException {
        List<Integer> ports = freePorts(2 * count);
        StringBuilder text = new StringBuilder("cluster: demo\npartitions: " + PARTITIONS + "\nreplicas: "
                + Math.min(REPLICAS, count - 1 + count % 2) + "\nnodes:\n");
        for (int i = 0; i < count; i++) {
            text.append("  - { id: ")
                    .append(i + 1)
                    .append(", clients: \"127.0.0.1:")
                    .append(ports.get(2 * i))
                    .append("\", peers: \"127.0.0.1:")
                    .append(ports.get(2 * i + 1))
                    .append("\" }\n");
        }
        Path cluster = files.resolve("cluster.yaml");
        Files.writeString(cluster, text);
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = "n" + (i + 1);
            List<String> all = new ArrayList<>(options);
            all.addAll(List.of("--cluster", cluster.toString(), "--node", Integer.toString(i + 1)));
            nodes.add(new NodeProcess(
                    mainClass,
                    data.resolve(name),
                    Files.createDirectories(files.resolve(name)),
                    ports.get(2 * i),
                    all));
        }
        return nodes;
    }

    /** Ports that were free a moment ago. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                held.add(socket);
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : held) {
                socket.close();
            }
        }
    }
}
