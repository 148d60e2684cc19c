package dev.carillon.simulator.bench;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A node process of its own, with an empty data folder that goes with it. */
final class FreshNode implements NodeUnderTest {
    private static final String MAIN = "dev.carillon.node.boot.NodeMain";
    private static final String DURABILITY = "--durability";
    private static final String SYNC = "sync";

    private final Path folder;
    private final NodeProcess process;
    private final String durability;
    private final Thread hook;

    private FreshNode(Path folder, NodeProcess process, String durability) {
        this.folder = folder;
        this.process = process;
        this.durability = durability;
        hook = new Thread(this::abandon, "bench-node-end");
    }

    /** Starts one with these options beside {@code --port}, {@code --data} and {@code --ready-file}. */
    static FreshNode start(@Nullable Path work, List<String> options, List<String> jvm) throws InterruptedException {
        try {
            Path folder = work == null
                    ? Files.createTempDirectory("carillon-bench-")
                    : Files.createTempDirectory(Files.createDirectories(work), "carillon-bench-");
            List<String> all = new ArrayList<>(List.of("node", "--http-port=-1", "--admin-port=-1"));
            all.addAll(options);
            NodeProcess process = new NodeProcess(MAIN, folder.resolve("data"), folder, 0, all);
            process.addJvmOptions(jvm);
            FreshNode node = new FreshNode(folder, process, durabilityIn(options));
            Runtime.getRuntime().addShutdownHook(node.hook);
            node.restart();
            return node;
        } catch (IOException e) {
            throw new BenchException(
                    "no folder for the node's data: " + e.getMessage() + ". Name one that can be written with --work.");
        }
    }

    private static String durabilityIn(List<String> options) {
        String mode = SYNC;
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (option.startsWith(DURABILITY + "=")) {
                mode = option.substring(DURABILITY.length() + 1);
            } else if (option.equals(DURABILITY) && i + 1 < options.size()) {
                mode = options.get(i + 1);
            }
        }
        return mode.equals(SYNC)
                ? "sync (every ack is on disk: fdatasync before it)"
                : mode + " (a power cut loses acked messages)";
    }

    @Override
    public void restart() throws InterruptedException {
        try {
            process.start();
        } catch (NodeStartException e) {
            throw new BenchException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String host() {
        return "127.0.0.1";
    }

    @Override
    public int port() {
        return process.port();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public String durability() {
        return durability;
    }

    @Override
    public void close() {
        try {
            process.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
        Runtime.getRuntime().removeShutdownHook(hook);
        delete();
    }

    private void abandon() {
        process.destroy();
        delete();
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println(
                    "bench: " + folder + " could not be removed (" + e.getMessage() + "); remove it by hand");
        }
    }
}
