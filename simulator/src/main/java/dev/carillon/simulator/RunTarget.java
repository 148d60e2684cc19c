package dev.carillon.simulator;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.simulator.chaos.Chaos;
import dev.carillon.simulator.chaos.TargetCluster;
import dev.carillon.simulator.load.LiveView;
import dev.carillon.simulator.load.MetricsUsage;
import dev.carillon.simulator.load.NodeUsage;
import dev.carillon.simulator.load.ProcessUsage;
import dev.carillon.simulator.load.Target;
import dev.carillon.simulator.process.NodeStartException;
import dev.carillon.simulator.process.Workspace;
import dev.carillon.simulator.scenario.PlannedFault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a load run while it lasts. Closed, or when this process ends before, it leaves everything as it was: own nodes are
 * gone, and given ones are as the run found them.
 */
final class RunTarget implements AutoCloseable {
    private final Target target;
    private final @Nullable Workspace workspace;
    private final Runnable undo;
    private final Thread hook;

    private RunTarget(Target target, @Nullable Workspace workspace, Runnable undo, LiveView view) {
        this.target = target;
        this.workspace = workspace;
        this.undo = undo;
        this.hook = early(undo, view);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Runs when this process ends before the run does. */
    private static Thread early(Runnable undo, LiveView view) {
        return new Thread(
                () -> {
                    view.breakOff("Broken off: there is no verdict.");
                    undo.run();
                },
                "clean-up");
    }

    /** Nodes by their addresses. @param usage how to look at them */
    static RunTarget ofServers(
            List<ServerAddress> servers, @Nullable Path keyFile, @Nullable MetricsUsage usage, LiveView view) {
        String words = servers.stream()
                .map(server -> server.host() + ":" + server.port())
                .collect(Collectors.joining(", "));
        Target target =
                new Target(servers, words, freshTag(), keyFile, usage == null ? NodeUsage.UNKNOWN : usage, null);
        return new RunTarget(target, null, () -> {}, view);
    }

    /** A cluster on this machine that goes on afterwards. */
    static RunTarget ofGiven(
            TargetCluster cluster,
            Path folder,
            List<PlannedFault> faults,
            long seed,
            LiveView view,
            LongSupplier nanoTime) {
        Chaos chaos = chaos(cluster, faults, seed, view, nanoTime);
        int nodes = cluster.ports().size();
        return new RunTarget(
                target(cluster, (nodes == 1 ? "one node of " : nodes + " nodes of ") + folder, freshTag(), chaos),
                null,
                () -> {
                    if (chaos != null) {
                        chaos.close();
                    }
                    cluster.close();
                },
                view);
    }

    /**
     * Nodes of its own, which start here.
     *
     * @throws NodeStartException if they do not; none is left then, but for their output
     */
    static RunTarget ofItsOwn(
            TargetCluster cluster,
            Workspace workspace,
            List<PlannedFault> faults,
            long seed,
            LiveView view,
            LongSupplier nanoTime)
            throws NodeStartException, InterruptedException, IOException {
        Chaos chaos = chaos(cluster, faults, seed, view, nanoTime);
        Runnable undo = () -> {
            if (chaos != null) {
                chaos.close();
            }
            cluster.close();
            workspace.clean();
        };
        Thread early = early(undo, view);
        Runtime.getRuntime().addShutdownHook(early);
        try {
            cluster.start(view::line);
            int nodes = cluster.ports().size();
            return new RunTarget(
                    target(cluster, nodes == 1 ? "one node of its own" : nodes + " nodes of its own", "r", chaos),
                    workspace,
                    undo,
                    view);
        } catch (NodeStartException e) {
            workspace.keep();
            undo.run();
            throw e;
        } finally {
            Runtime.getRuntime().removeShutdownHook(early);
        }
    }

    private static @Nullable Chaos chaos(
            TargetCluster cluster, List<PlannedFault> faults, long seed, LiveView view, LongSupplier nanoTime) {
        return faults.isEmpty() ? null : new Chaos(cluster, faults, new SplittableRandom(seed), nanoTime, view::line);
    }

    private static Target target(TargetCluster cluster, String words, String tag, @Nullable Chaos chaos) {
        List<ServerAddress> servers = cluster.ports().stream()
                .map(port -> new ServerAddress("127.0.0.1", port))
                .toList();
        return new Target(servers, words, tag, null, new ProcessUsage(cluster::members), chaos);
    }

    /** On nodes that go on, no two runs have a user in common. */
    private static String freshTag() {
        return Long.toString(new SplittableRandom().nextLong() & 0xff_ffffL, 36);
    }

    Target target() {
        return target;
    }

    /** Own nodes' data and output are not deleted. @return where they are; null for given nodes */
    @Nullable
    Path keep() {
        if (workspace == null) {
            return null;
        }
        workspace.keep();
        return workspace.files();
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // This process is being ended, and the hook does all of that.
        }
        undo.run();
    }
}
