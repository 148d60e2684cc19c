package dev.carillon.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.bench.load.Row;
import dev.carillon.simulator.bench.load.WarmUp;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every measurement, as short as it can be, against real nodes: that it runs and adds up, not how fast it is. */
class BenchSmokeTest {
    private static FreshNode node;

    @BeforeAll
    static void startNode() throws Exception {
        node = FreshNode.start(null, List.of("--insecure-dev"), List.of());
    }

    @AfterAll
    static void endNode() {
        node.close();
    }

    private static List<Row> attached(int base, Measurement measurement) throws Exception {
        BenchOptions options = new BenchOptions();
        options.attach = "127.0.0.1:" + node.port();
        options.pid = node.pid();
        options.base = base;
        return rows(options, measurement);
    }

    private static List<Row> rows(BenchOptions options, Measurement measurement) throws Exception {
        Bench bench = new Bench(options, new PrintStream(OutputStream.nullOutputStream()), System.err);
        measurement.measure(bench);
        List<Row> rows = bench.report().rows();
        assertThat(Warnings.failed(rows)).as("%s", rows).isFalse();
        return rows;
    }

    private static double value(List<Row> rows, String metric) {
        return rows.stream()
                .filter(row -> row.metric().equals(metric))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + metric + " in " + rows))
                .value();
    }

    @Test
    void pairs() throws Exception {
        PairsCommand pairs = new PairsCommand();
        pairs.shape.pairs = 20;
        pairs.shape.seconds = 0.5;
        pairs.shape.warm = WarmUp.of(0.3);
        pairs.shape.repeats = 1;
        List<Row> rows = attached(0, pairs);
        assertThat(value(rows, "rate")).isPositive();
        assertThat(value(rows, "server_cores")).isPositive();
        assertThat(value(rows, "left_in_flight")).isZero();
    }

    @Test
    void light() throws Exception {
        LightCommand light = new LightCommand();
        light.shape.seconds = 0.5;
        light.shape.warm = WarmUp.of(0.3);
        light.shape.repeats = 1;
        assertThat(value(attached(1000, light), "deliver_p50.0")).isPositive();
    }

    @Test
    void offline() throws Exception {
        OfflineCommand offline = new OfflineCommand();
        offline.shape.receivers = 50;
        offline.shape.each = 20;
        offline.shape.senders = 5;
        offline.shape.repeats = 1;
        offline.shape.warm = 0;
        List<Row> rows = attached(2000, offline);
        assertThat(value(rows, "queued_acked")).isEqualTo(1000);
        assertThat(value(rows, "drain_received")).isEqualTo(1000);
    }

    @Test
    void crash() throws Exception {
        CrashCommand crash = new CrashCommand();
        crash.shape.receivers = 50;
        crash.shape.each = 20;
        crash.shape.senders = 5;
        crash.shape.repeats = 1;
        crash.shape.warm = 0;
        List<Row> rows = rows(new BenchOptions(), crash);
        assertThat(value(rows, "queued_acked")).isEqualTo(1000);
        assertThat(value(rows, "after_kill9_received")).isEqualTo(1000);
    }

    @Test
    void idle() throws Exception {
        IdleCommand idle = new IdleCommand();
        idle.levels = List.of(100, 200);
        idle.perProcess = 100;
        idle.settle = 0.2;
        assertThat(value(attached(3000, idle), "rss_per_conn_200")).isNotNaN();
    }

    @Test
    void wire() throws Exception {
        WireCommand wire = new WireCommand();
        wire.messages = 50;
        List<Row> rows = rows(new BenchOptions(), wire);
        assertThat(value(rows, "handshake_sender_out") + value(rows, "handshake_sender_in"))
                .isLessThanOrEqualTo(150);
        assertThat(value(rows, "total_per_msg")).isBetween(79.0, 80.5);
    }
}
