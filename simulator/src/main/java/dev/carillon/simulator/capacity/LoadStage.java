package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.ClusterLoads;
import dev.carillon.simulator.capacity.fit.LoadPoint;
import dev.carillon.simulator.process.LocalCluster;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster on this machine and the loads that it is measured under, one after the other.
 *
 * @param loads the first one warms the nodes up, so that it should be the heaviest
 */
record LoadStage(LocalCluster.Shape cluster, List<ClusterLoads.Load> loads) {
    private static final double REST_SECONDS = 3;
    private static final double LONG_REST_SECONDS = 8;
    private static final double IDLE_SECONDS = 6;
    private static final double SETTLE_SECONDS = 2;

    /** What others may use of this machine in a window that counts, cores. */
    private static final double OTHERS_MAX = 0.3;

    /** A heap as large as it may become, touched at the start: how large it is does not hang on how long a load lasted. */
    private static final List<String> FULL_HEAP = List.of("-Xmx1g", "-Xms1g");

    private static final int WINDOW_MAX = 1024;
    static final int SIZE = 256;

    LoadStage {
        loads = List.copyOf(loads);
    }

    /** As fast as it goes. */
    static ClusterLoads.Load full(int pairs, int window, double warm, double seconds) {
        return new ClusterLoads.Load(pairs, window, SIZE, 0, warm, seconds);
    }

    /** So many messages per second, at random times. */
    static ClusterLoads.Load at(double rate, int pairs, double seconds) {
        return new ClusterLoads.Load(pairs, WINDOW_MAX, SIZE, rate, SETTLE_SECONDS, seconds);
    }

    /** Takes some minutes. Windows in which others used much of this machine are left out. */
    List<LoadPoint> measure() throws InterruptedException {
        try (ClusterLoads running = ClusterLoads.start(cluster, FULL_HEAP)) {
            List<Figures> all = new ArrayList<>();
            for (ClusterLoads.Load load : loads) {
                all.add(new Figures(running.measure(load)));
                // Behind a heavy load the state is still being written.
                running.rest(load.rate() == 0 ? LONG_REST_SECONDS : REST_SECONDS);
            }
            double idle = running.idleCores(IDLE_SECONDS);
            List<LoadPoint> points = new ArrayList<>();
            for (int i = 0; i < loads.size(); i++) {
                LoadPoint point = point(loads.get(i), all.get(i), idle);
                double others = all.get(i).of("other_cores");
                say(point, others);
                if (others <= OTHERS_MAX) {
                    points.add(point);
                }
            }
            return points;
        }
    }

    private LoadPoint point(ClusterLoads.Load load, Figures figures, double idle) {
        double rate = figures.of("rate");
        return new LoadPoint(
                cluster,
                1,
                load.rate() > 0,
                rate,
                load.size(),
                2 * load.pairs(),
                Math.max(0, figures.of("server_cores") - figures.of("compiler_cores")),
                idle,
                rate * figures.of("server_passes_per_msg"),
                rate * figures.of("server_syncs_per_msg"),
                rate * figures.of("server_entries_committed_per_msg"),
                rate * figures.of("server_entry_bytes_per_msg"),
                rate * figures.of("loopback_per_msg"),
                figures.of("rss") * 1e6);
    }

    /** As it came, for those who want to see what was fitted to; and how quiet the machine was. */
    private static void say(LoadPoint point, double others) {
        System.err.print(Words.format(
                "  %d nodes, %d partitions, %d replicas: %,.1f messages/s took %.4f cores (%.4f idle), %,.1f passes/s, %,.1f syncs/s, %,.1f entries/s, %.4f MB/s of entries, %.4f MB/s on the loopback, %,.0f MB resident; others took %.2f cores%s%n",
                point.cluster().nodes(),
                point.cluster().partitions(),
                point.cluster().replicas(),
                point.messages(),
                point.cores(),
                point.idleCores(),
                point.passes(),
                point.syncs(),
                point.entries(),
                point.entryBytes() / 1e6,
                point.loopback() / 1e6,
                point.memory() / 1e6,
                others,
                others <= OTHERS_MAX ? "" : ": left out, for what else ran here"));
    }
}
