package dev.carillon.simulator.bench;

import dev.carillon.simulator.process.NodeProcess;
import dev.carillon.simulator.process.NodeStartException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node process of its own, with an empty data folder that goes with it. */
final class FreshNode implements NodeUnderTest {
    private static final String MAIN = "dev.carillon.node.boot.NodeMain";

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
        Path folder = WorkFolder.make(work);
        List<String> all = NodeDefaults.command(options, "--http-port=-1", "--admin-port=-1");
        NodeProcess process = new NodeProcess(MAIN, folder.resolve("data"), folder, 0, () -> all);
        process.addJvmOptions(jvm);
        FreshNode node = new FreshNode(folder, process, DurabilityWords.of(options));
        Runtime.getRuntime().addShutdownHook(node.hook);
        node.restart();
        return node;
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

    /** Stops it for good, and leaves what it kept to be looked at until {@link #close}. */
    Path stopped() throws InterruptedException {
        process.stop();
        return folder.resolve("data");
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
        WorkFolder.delete(folder);
    }

    private void abandon() {
        process.destroy();
        WorkFolder.delete(folder);
    }
}
