package dev.carillon.simulator.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.token.TokenIssuer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.SystemNanoClock;
import org.junit.jupiter.api.Test;

class LoadTest {
    private static final long EXPIRES = 0xFFFF_FFFFL;

    private final List<Row> rows = new ArrayList<>();

    private LoadContext context(FakeNode node, String workload) {
        LoadTarget target = new LoadTarget(
                "127.0.0.1", node.port(), List.of(), 2, user -> TokenIssuer.issueUnsigned(user, EXPIRES));
        Progress progress =
                new Progress(new PrintStream(OutputStream.nullOutputStream()), false, SystemNanoClock.INSTANCE);
        return new LoadContext(target, new Rows(workload, rows::add), progress, SystemNanoClock.INSTANCE);
    }

    private double value(String metric) {
        return rows.stream()
                .filter(row -> row.metric().equals(metric))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + metric + " in " + rows))
                .value();
    }

    @Test
    void aSenderFillsItsWindowAndNeverExceedsIt() throws Exception {
        try (FakeNode node = new FakeNode(16)) {
            PairsLoad.run(context(node, "pairs"), new PairsLoad.Shape(5, 16, 64, 0.3, WarmUp.of(0.1), 2, 0), 0.1);
            assertThat(node.outstandingMax).hasValue(16);
        }
        // The node answers only full windows, so messages came through only because windows were filled.
        assertThat(value("rate")).isPositive();
        assertThat(value("out_of_order")).isZero();
        assertThat(value("errors")).isZero();
    }

    @Test
    void everyMessageOfPairsArrivesOnceTheSendersStop() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            PairsLoad.run(
                    context(node, "pairs_light"), new PairsLoad.Shape(10, 1, 256, 0.2, WarmUp.of(0.1), 1, 7), 0.5);
        }
        assertThat(value("left_in_flight")).isZero();
        assertThat(value("deliver_p99.9"))
                .isGreaterThanOrEqualTo(value("deliver_p50.0"))
                .isPositive();
        assertThat(rows).extracting(Row::workload).containsOnly("pairs_light");
    }

    @Test
    void atARateMessagesComeWhenTheyAreDue() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            PairsLoad.run(context(node, "pairs"), new PairsLoad.Shape(10, 64, 64, 1, WarmUp.of(0.1), 1, 7, 2000), 0.5);
        }
        // Much more would come in a closed loop.
        assertThat(value("rate")).isBetween(1000.0, 2600.0);
        assertThat(value("left_in_flight")).isZero();
        assertThat(value("out_of_order")).isZero();
    }

    @Test
    void whatIsQueuedForAbsentReceiversIsDrainedByThem() throws Exception {
        OfflineShape shape = new OfflineShape(40, 25, 4, 16, 100, 600_000);
        try (FakeNode node = new FakeNode(1)) {
            LoadContext context = context(node, "offline");
            FillLoad.run(context, shape, 1, false);
            assertThat(value("queued_acked")).isEqualTo(1000);
            DrainLoad.run(context, shape, 1, "drain", 5);
        }
        assertThat(value("drain_received")).isEqualTo(1000);
        assertThat(value("drain_lost")).isZero();
        assertThat(value("drain_duplicates")).isZero();
        assertThat(value("drain_out_of_order")).isZero();
    }

    @Test
    void theDrainCountsWhatNeverCame() throws Exception {
        OfflineShape filled = new OfflineShape(10, 5, 1, 16, 100, 0);
        OfflineShape expected = new OfflineShape(10, 6, 1, 16, 100, 0);
        try (FakeNode node = new FakeNode(1)) {
            LoadContext context = context(node, "offline");
            FillLoad.run(context, filled, 1, false);
            DrainLoad.run(context, expected, 1, "drain", 0.5);
        }
        assertThat(value("drain_received")).isEqualTo(50);
        assertThat(value("drain_lost")).isEqualTo(10);
    }

    @Test
    void theWireIsCountedPerMessage() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            WireLoad.run(context(node, "wire"), 32, 100, 0);
        }
        assertThat(value("sender_out_per_msg")).isBetween(36.0, 36.1);
        assertThat(value("sender_in_per_msg")).isEqualTo(4);
        assertThat(value("receiver_in_per_msg")).isEqualTo(36);
        assertThat(value("receiver_out_per_msg")).isEqualTo(3);
    }

    @Test
    void heldSessionsAreAllConnected() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            HoldLoad.run(context(node, "idle"), 0, 300, (seconds, errors) -> {
                assertThat(seconds).isPositive();
                assertThat(errors).isZero();
            });
        }
    }
}
