package dev.carillon.simulator.replay;

import dev.carillon.simulator.process.LocalCluster;
import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Nodes of a replay's own, on loopback: one alone, or a cluster. For one thread, but for {@link #close()}. */
public final class OwnNodes implements AutoCloseable {
    private static final String NODE_MAIN = "dev.carillon.node.boot.NodeMain";

    private final List<NodeProcess> nodes;

    private OwnNodes(List<NodeProcess> nodes) {
        this.nodes = nodes;
    }

    /**
     * Not started.
     *
     * @param folder for data and output, new
     * @param count 1, or 3 and more
     * @param config a file of settings for every node; null for the defaults
     * @param classPath of another build; null for this one
     */
    public static OwnNodes lay(Path folder, int count, @Nullable Path config, @Nullable String classPath)
            throws IOException {
        List<String> options = new ArrayList<>(List.of("--insecure-dev", "--http-port=-1", "--admin-port=-1"));
        if (config != null) {
            options.addAll(List.of("--config", config.toAbsolutePath().toString()));
        }
        Path data = folder.resolve("data");
        Path files = Files.createDirectories(folder.resolve("files"));
        List<NodeProcess> nodes = count == 1
                ? List.of(new NodeProcess(NODE_MAIN, data, files, 0, () -> options))
                : LocalCluster.lay(NODE_MAIN, data, files, count, options).nodes();
        if (classPath != null) {
            nodes.forEach(node -> node.useBuild(classPath));
        }
        return new OwnNodes(nodes);
    }

    /** Starts them; they serve when this returns. */
    public Playback.Nodes start() throws NodeStartException, InterruptedException {
        for (NodeProcess node : nodes) {
            node.start();
        }
        return new Playback.Nodes(
                nodes.stream().map(NodeProcess::port).toList(),
                nodes.stream().map(NodeProcess::pid).toList(),
                () -> nodes.stream().allMatch(NodeProcess::isAlive));
    }

    /** Ends them at once, without waiting; any thread. */
    @Override
    public void close() {
        nodes.forEach(NodeProcess::destroy);
    }

    /** Ends them and waits. */
    public void stop() throws InterruptedException {
        for (NodeProcess node : nodes) {
            if (node.isAlive()) {
                node.kill();
            }
        }
    }
}
