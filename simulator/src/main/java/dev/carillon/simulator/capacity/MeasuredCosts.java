package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.StoredBytes;
import dev.carillon.simulator.capacity.fit.GatheringFit;
import dev.carillon.simulator.capacity.fit.LoadPoint;
import dev.carillon.simulator.capacity.fit.NonNegativeFit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Turns figures of benchmarks into costs. Pure; any thread.
 *
 * <p>How much is done together is taken from loads at random times only: senders who each wait for their answers come in
 * step, and share more than those of many users do.
 *
 * <p>From clusters under several loads each: light ones tell what passes cost that carry one message, heavy ones what a
 * message costs beside them; clusters with one replica and with three what copies cost; one node and several what it
 * costs that recipients are elsewhere; few and many partitions what those cost that nobody uses.
 *
 * @param points of several clusters under several loads
 * @param away of {@code offline} on one node
 * @param silent of {@code idle}
 * @param wire of {@code wire}
 * @param few what is on disk with few messages waiting
 * @param many with more of them
 */
record MeasuredCosts(
        List<LoadPoint> points,
        Figures away,
        Figures silent,
        Figures wire,
        StoredBytes.Folder few,
        StoredBytes.Folder many) {
    static final int WIRE_SIZE = 32;
    static final int RECEIVERS = 6400;
    static final int EACH_FEW = 1;
    static final int EACH_MANY = 11;
    /** No more than the identity of a payload: what follows it is alike in all, and would be compressed away. */
    static final int STORED_SIZE = 16;

    static final int LEVEL_LOW = 2000;
    static final int LEVEL_HIGH = 10_000;

    /** Between two signs of life of the load client's silent sessions. */
    private static final double PING_SECONDS = 15;

    /** Whole rounds of signs of life: those who connected together give them together. */
    static final int SILENT_SECONDS = 30;

    /** Ethernet, IPv4 and TCP with timestamps; each frame of a client is taken to travel alone. */
    static final double PACKET = 66;

    /** PING and its answer, without headers. */
    private static final double PING_BYTES = 2;

    /** What a disk writes at least; Linux counts whole folios of its page cache, a megabyte for each sync. */
    private static final double BLOCK = 4096;

    private static final double PER = 100_000;
    private static final double MICROSECONDS = 1e6;

    /** What is left of a figure when what is known of it is taken away is more than nothing. */
    private static final double LEAST = 1e-6;

    MeasuredCosts {
        points = List.copyOf(points);
    }

    /** @throws PlanException if there is nothing to fit to */
    Costs costs(Map<String, String> provenance) {
        if (points.stream().noneMatch(LoadPoint::random)) {
            throw new PlanException("no load at random times was measured");
        }
        GatheringFit passes = gathering(
                LoadPoint::disks,
                LoadPoint::passes,
                point -> List.of(
                        point.messages(), point.messages() * 2 * point.copies(), point.messages() * point.otherNode()));
        GatheringFit entries = gathering(
                point -> point.cluster().partitions(), LoadPoint::entries, point -> List.of(point.messages()));
        GatheringFit syncs = gathering(
                LoadPoint::disks,
                LoadPoint::syncs,
                point -> List.of(point.messages() * point.cluster().replicas()));
        NonNegativeFit cpu = cpu();
        Map<String, String> facts = new LinkedHashMap<>(provenance);
        facts.put(
                "fit",
                Words.format(
                        "%d loads; furthest off: passes %s, entries %s, syncs %s, CPU %s",
                        points.size(),
                        Words.percent(passes.worst()),
                        Words.percent(entries.worst()),
                        Words.percent(syncs.worst()),
                        Words.percent(cpu.worst())));
        return new Costs(
                facts,
                new Costs.Rounds(
                        passes.events().get(0),
                        passes.events().get(1),
                        passes.events().get(2),
                        passes.gathering(),
                        entries.events().get(0),
                        entries.gathering(),
                        syncs.events().get(0),
                        syncs.gathering()),
                cpuCosts(cpu),
                memory(),
                disk(),
                network());
    }

    private GatheringFit gathering(
            ToDoubleFunction<LoadPoint> gatherers,
            ToDoubleFunction<LoadPoint> rounds,
            Function<LoadPoint, List<Double>> events) {
        return GatheringFit.of(points.stream()
                .filter(LoadPoint::random)
                .map(point -> new GatheringFit.Observation(
                        events.apply(point), gatherers.applyAsDouble(point), rounds.applyAsDouble(point)))
                .toList());
    }

    private NonNegativeFit fit(ToDoubleFunction<LoadPoint> observed, Function<LoadPoint, double[]> row) {
        return NonNegativeFit.of(
                points.stream().map(row).toArray(double[][]::new),
                points.stream()
                        .mapToDouble(point -> Math.max(LEAST, observed.applyAsDouble(point)))
                        .toArray());
    }

    private NonNegativeFit cpu() {
        return fit(point -> (point.cores() - point.idleCores()) * MICROSECONDS, point -> new double[] {
            point.passes(),
            point.passes() * point.otherNode(),
            point.entries(),
            point.entries() * point.copies(),
            point.messages(),
            point.messages() * point.otherNode()
        });
    }

    private Costs.Cpu cpuCosts(NonNegativeFit cpu) {
        NonNegativeFit idle = fit(point -> point.idleCores() * MICROSECONDS, point -> new double[] {
            point.cluster().nodes(),
            (double) point.cluster().partitions() * point.cluster().replicas()
        });
        double pings = (LEVEL_HIGH - LEVEL_LOW) / PING_SECONDS;
        double pinging = silent.of("idle_cores_" + LEVEL_HIGH) - silent.of("idle_cores_" + LEVEL_LOW);
        return new Costs.Cpu(
                cpu.of(0),
                cpu.of(1),
                cpu.of(2),
                cpu.of(3),
                cpu.of(4),
                cpu.of(5),
                away.of("drain_cpu_per_100k") * MICROSECONDS / PER,
                silent.of("cpu_per_connect_to_" + LEVEL_HIGH),
                Math.max(0, pinging) * MICROSECONDS / pings,
                idle.of(0),
                idle.of(1));
    }

    private Costs.Memory memory() {
        double session = silent.of("rss_per_conn_" + LEVEL_HIGH);
        double node = points.stream()
                .mapToDouble(point -> (point.memory() - point.sessions() * session)
                        / point.cluster().nodes())
                .max()
                .orElseThrow();
        return new Costs.Memory(Math.max(0, node), session);
    }

    private Costs.Disk disk() {
        double messages = (double) RECEIVERS * (EACH_MANY - EACH_FEW);
        double stored = (many.state() - few.state()) / messages - STORED_SIZE;
        double user = (few.state() - (double) RECEIVERS * EACH_FEW * (stored + STORED_SIZE)) / RECEIVERS;
        NonNegativeFit written = fit(point -> point.entryBytes() - 2.0 * point.size() * point.messages(), point ->
                new double[] {point.messages(), point.entries()});
        return new Costs.Disk(Math.max(0, stored), written.of(0), written.of(1), BLOCK, Math.max(0, user), many.log());
    }

    private Costs.Network network() {
        NonNegativeFit between = fit(
                point -> point.loopback()
                        - point.size() * point.messages() * (2 + 2 * point.copies() + point.otherNode()),
                point -> new double[] {
                    point.messages(), point.entries() * point.copies(), point.messages() * point.otherNode()
                });
        return new Costs.Network(
                wire.of("sender_out_per_msg") - WIRE_SIZE + PACKET,
                wire.of("sender_in_per_msg") + PACKET,
                wire.of("receiver_in_per_msg") - WIRE_SIZE + PACKET,
                wire.of("receiver_out_per_msg") + PACKET,
                between.of(1),
                between.of(2),
                PING_BYTES + PACKET);
    }
}
