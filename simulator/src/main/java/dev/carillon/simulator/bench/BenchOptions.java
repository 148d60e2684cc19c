package dev.carillon.simulator.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that every measurement under load has. */
final class BenchOptions {
    @Option(
            names = "--tsv",
            description = "Print six tab-separated columns: peer, workload, metric, repeat, value, unit.")
    boolean tsv;

    @Option(names = "--json", description = "Print one JSON object at the end.")
    boolean json;

    @Option(
            names = "--attach",
            paramLabel = "HOST:PORT",
            description = "Measure this running node (which must allow --insecure-dev) instead of a fresh one.")
    @Nullable
    String attach;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "With --attach: the node's process, for its CPU and memory.")
    long pid;

    @Option(
            names = "--base",
            paramLabel = "NUMBER",
            description = "Number of the first user. With --attach, choose users that the node does not know yet.")
    int base;

    @Option(
            names = "--client-loops",
            paramLabel = "N",
            description = "Event loops of the load client (default: ${DEFAULT-VALUE}).")
    int clientLoops = 2;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Folder for the node's data while it is measured (default: a temporary one).")
    @Nullable
    Path work;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description =
                    "Measure a fresh cluster of so many nodes on this machine, every message on a majority's disks"
                            + " (default: ${DEFAULT-VALUE}).")
    int nodes = 1;

    @Option(
            names = "--node-option",
            paramLabel = "OPTION",
            description = "Passed to the fresh node, for example --node-option=--durability=none. Repeatable.")
    List<String> nodeOptions = new ArrayList<>();

    @Option(
            names = "--node-jvm",
            paramLabel = "OPTION",
            description = "Passed to the fresh node's JVM, for example --node-jvm=-Xmx512m. Repeatable.")
    List<String> nodeJvm = new ArrayList<>();
}
