package dev.carillon.simulator.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes a cluster's folder has, and on which ports of loopback; kept in a file in it.
 *
 * @param ports a number below all of its ports
 * @param first nodes that the cluster began with, 1 to {@code first}
 * @param all nodes that it has; those above {@code first} joined it
 */
record Layout(int ports, int first, int all) {
    static final int PORTS = 7_400;
    /** From the port of a node's clients to that of its operators. */
    private static final int OPERATORS = 90;

    private static final int PEERS = 100;
    private static final String FILE = "layout";

    /** Null if there is no cluster in the folder. */
    static @Nullable Layout read(Path home) throws IOException {
        Path file = home.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
            return new Layout(number(read, "ports"), number(read, "first"), number(read, "all"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not what 'cluster start' writes: " + e.getMessage()
                    + ". Nothing was started; name another folder.");
        }
    }

    private static int number(Properties read, String key) {
        return Integer.parseInt(String.valueOf(read.getProperty(key)));
    }

    void write(Path home) throws IOException {
        Properties written = new Properties();
        written.setProperty("ports", Integer.toString(ports));
        written.setProperty("first", Integer.toString(first));
        written.setProperty("all", Integer.toString(all));
        try (Writer out = Files.newBufferedWriter(home.resolve(FILE))) {
            written.store(out, "Which nodes this cluster has; 'carillon cluster start' reads it.");
        }
    }

    int clients(int number) {
        return ports + number;
    }

    int operators(int number) {
        return ports + OPERATORS + number;
    }

    int peers(int number) {
        return ports + PEERS + number;
    }

    /** Of the nodes it began with, in turn, for clients and for other nodes. */
    List<Integer> firstPorts() {
        List<Integer> all = new ArrayList<>();
        for (int number = 1; number <= first; number++) {
            all.add(clients(number));
            all.add(peers(number));
        }
        return all;
    }

    /** What each node is told, beside where it belongs. */
    List<String> options(int number) {
        return List.of("--insecure-dev", "--http-port=-1", "--admin-port=" + operators(number));
    }
}
