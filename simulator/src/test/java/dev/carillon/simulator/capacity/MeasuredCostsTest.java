package dev.carillon.simulator.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.simulator.bench.StoredBytes;
import dev.carillon.simulator.bench.load.Row;
import dev.carillon.simulator.capacity.fit.Gathering;
import dev.carillon.simulator.capacity.fit.LoadPoint;
import dev.carillon.simulator.process.LocalCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Costs from loads that were made up of known ones. */
class MeasuredCostsTest {
    private static final double CLOSE = 0.1;
    private static final int SIZE = 256;

    private static final Costs TRUE = new Costs(
            Map.of(),
            new Costs.Rounds(
                    5,
                    2.5,
                    2,
                    new Gathering(90e-6, 0.3),
                    2.2,
                    new Gathering(400e-6, 0.2),
                    1.8,
                    new Gathering(700e-6, 0.4)),
            new Costs.Cpu(12, 3, 6, 5, 9, 4, 4.5, 180, 15, 9000, 20),
            new Costs.Memory(400e6, 4000),
            new Costs.Disk(14, 60, 25, 4096, 90, 0x1p27),
            new Costs.Network(70, 70, 70, 69, 150, 40, 68));

    private static LoadPoint point(Costs costs, int nodes, int partitions, int replicas, double messages) {
        LocalCluster.Shape cluster = new LocalCluster.Shape(nodes, partitions, replicas);
        Work work = new Work(costs, Paces.asMeasured(costs.rounds()), cluster, 1, messages, 1, SIZE);
        double share = 1.0 / nodes;
        double idle = nodes * work.idleCpu(share) / 1e6;
        return new LoadPoint(
                cluster,
                1,
                true,
                messages,
                SIZE,
                400,
                idle + nodes * work.cpu(share) / 1e6,
                idle,
                nodes * work.passes(share),
                nodes * work.syncs(share),
                nodes * work.entries(share),
                messages * (60 + 2 * SIZE) + nodes * work.entries(share) * 25,
                nodes * (work.in(share) + work.out(share) + work.between(share)),
                nodes * costs.memory().node() + 400 * costs.memory().session());
    }

    private static List<LoadPoint> points(Costs costs) {
        List<LoadPoint> points = new ArrayList<>();
        for (double messages : new double[] {150, 1200, 6000, 15_000}) {
            points.add(point(costs, 3, 64, 3, messages));
        }
        for (double messages : new double[] {1200, 12_000}) {
            points.add(point(costs, 3, 256, 3, messages));
        }
        for (double messages : new double[] {150, 3000, 30_000}) {
            points.add(point(costs, 3, 64, 1, messages));
            points.add(point(costs, 1, 64, 1, messages));
        }
        return points;
    }

    private static LoadPoint withCores(LoadPoint of, double cores) {
        return new LoadPoint(
                of.cluster(),
                of.disks(),
                of.random(),
                of.messages(),
                of.size(),
                of.sessions(),
                cores,
                of.idleCores(),
                of.passes(),
                of.syncs(),
                of.entries(),
                of.entryBytes(),
                of.loopback(),
                of.memory());
    }

    private static Figures figures(Map<String, Double> values) {
        return new Figures(values.entrySet().stream()
                .map(each -> new Row("made up", each.getKey(), 1, each.getValue(), ""))
                .toList());
    }

    private static Costs fitted(List<LoadPoint> points) {
        return new MeasuredCosts(
                        points,
                        figures(Map.of("drain_cpu_per_100k", 0.45)),
                        figures(Map.of(
                                "idle_cores_2000",
                                0.01,
                                "idle_cores_10000",
                                0.018,
                                "cpu_per_connect_to_10000",
                                180.0,
                                "rss_per_conn_10000",
                                4000.0)),
                        figures(Map.of(
                                "sender_out_per_msg",
                                36.0,
                                "sender_in_per_msg",
                                4.0,
                                "receiver_in_per_msg",
                                36.0,
                                "receiver_out_per_msg",
                                3.0)),
                        new StoredBytes.Folder(6400 * (90 + 30), 0),
                        new StoredBytes.Folder(6400 * (90 + 30 * 11), 1 << 27))
                .costs(Map.of());
    }

    private static void assertClose(double found, double known, String what) {
        assertThat(found).as(what).isCloseTo(known, within(known * CLOSE));
    }

    @Test
    void whatTheLoadsWereMadeOfIsFound() {
        Costs found = fitted(points(TRUE));
        assertClose(found.rounds().passesPerMessage(), 5, "passes per message");
        assertClose(found.rounds().passesPerCopy(), 2.5, "passes per copy");
        assertClose(found.rounds().passesPerRelay(), 2, "passes per relay");
        assertClose(found.rounds().pass().seconds(), 90e-6, "time of a pass");
        assertClose(found.rounds().entry().seconds(), 400e-6, "time of an entry");
        assertClose(found.rounds().sync().seconds(), 700e-6, "time of a sync");
        assertClose(found.rounds().pass().power(), 0.3, "power of a pass");
        assertClose(found.cpu().pass(), 12, "pass");
        assertClose(found.cpu().passAway(), 3, "pass of several nodes");
        assertClose(found.cpu().entry(), 6, "entry");
        assertClose(found.cpu().copied(), 5, "copy");
        assertClose(found.cpu().message(), 9, "message");
        assertClose(found.cpu().relayed(), 4, "relay");
        assertClose(found.cpu().idleNode(), 9000, "idle node");
        assertClose(found.cpu().replica(), 20, "idle replica");
        assertClose(found.cpu().keepalive(), 15, "sign of life");
        assertClose(found.memory().node(), 400e6, "memory of a node");
        assertClose(found.disk().written(), 60, "written");
        assertClose(found.disk().entry(), 25, "written with an entry");
        assertClose(found.disk().stored(), 14, "stored");
        assertClose(found.disk().user(), 90, "user");
        assertClose(found.network().replicated(), 150, "bytes of a copy");
        assertClose(found.network().relayed(), 40, "bytes of a relay");
        assertThat(found.provenance().get("fit")).startsWith("12 loads; furthest off: passes ");
    }

    /** A load that nothing was fitted to, five nodes and little to do, with 5 % of noise in what was fitted. */
    @Test
    void anotherLoadIsForetold() {
        Random noise = new Random(4);
        List<LoadPoint> noisy = points(TRUE).stream()
                .map(point -> withCores(point, point.cores() * (0.95 + noise.nextDouble() / 10)))
                .toList();
        Comparison comparison = Comparison.of(fitted(noisy), point(TRUE, 5, 64, 3, 300));
        assertThat(comparison.figures())
                .allSatisfy(
                        figure -> assertThat(figure.error()).as(figure.name()).isBetween(-0.15, 0.15));
    }

    /** As a model must be found out that knows only what a message costs where many share their passes. */
    @Test
    void aWrongCostIsFoundOut() {
        Costs found = fitted(points(TRUE));
        Costs.Cpu cpu = found.cpu();
        LoadPoint heavy = point(TRUE, 3, 64, 3, 15_000);
        double shared = (heavy.cores() - heavy.idleCores()) * 1e6 / heavy.messages();
        Costs wrong = new Costs(
                Map.of(),
                found.rounds(),
                new Costs.Cpu(
                        0,
                        0,
                        0,
                        0,
                        shared,
                        cpu.relayed(),
                        cpu.delivered(),
                        cpu.connect(),
                        cpu.keepalive(),
                        cpu.idleNode(),
                        cpu.replica()),
                found.memory(),
                found.disk(),
                found.network());
        LoadPoint light = point(TRUE, 3, 64, 3, 300);
        assertThat(Comparison.of(found, light).isWithin(0.3)).isTrue();
        Comparison off = Comparison.of(wrong, light);
        assertThat(off.isWithin(0.3)).isFalse();
        assertThat(off.figures().get(0).error()).isLessThan(-0.3);
    }

    @Test
    void withoutLoadsThereAreNoCosts() {
        assertThatExceptionOfType(PlanException.class)
                .isThrownBy(() -> fitted(List.of()))
                .withMessage("no load at random times was measured");
    }
}
