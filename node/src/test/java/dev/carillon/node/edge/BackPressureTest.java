package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Whoever is slow is waited for, in bounded memory, and nothing is lost or doubled by it. */
class BackPressureTest {
    private static final int FRAME = 20_000;

    /** More than any kernel keeps for one connection. */
    private static final int FRAMES_MAX = 5_000;

    private static final int SMALL_BUFFER = 1 << 16;

    @Test
    void aFullMailboxStopsReadingAndNothingIsLost() throws Exception {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            RawClient client = edge.connect();
            long connection = edge.loginOn(client, "alice");
            edge.mailbox.full(true);
            byte[] frame = RawClient.frame(FRAME);
            int frames = 2_000;
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sendMany(client, frame, frames));
            EdgeUnderTest.until(() -> edge.mailbox.refusals() > 20);
            long readWhileFull = edge.count(EdgeCounters::bytesReadCount);
            assertThat(readWhileFull).isLessThan(1 << 18);
            assertThat(edge.count(EdgeCounters::readStopsCount)).isEqualTo(1);
            assertThat(edge.mailbox.bytesOf(connection)).isEmpty();
            edge.mailbox.full(false);
            sending.get(20, java.util.concurrent.TimeUnit.SECONDS);
            int all = frames * frame.length;
            EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length >= all);
            byte[] got = edge.mailbox.bytesOf(connection);
            assertThat(got).hasSize(all);
            for (int i = 0; i < frames; i++) {
                int at = i * frame.length;
                assertThat(Arrays.equals(got, at, at + frame.length, frame, 0, frame.length))
                        .isTrue();
            }
        }
    }

    @Test
    void timeThatWeDoNotReadIsNotHeldAgainstTheClient() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            RawClient client = edge.connect();
            long connection = edge.loginOn(client, "alice");
            edge.mailbox.full(true);
            client.send(FramingTest.concat(RawClient.ping(1), new byte[] {3, (byte) 0x80}));
            EdgeUnderTest.until(() -> edge.mailbox.refusals() > 0);
            edge.clock.advanceMs(10 * EdgeLimits.DEFAULT.idleTimeoutMs());
            edge.awaitSweeps();
            edge.mailbox.full(false);
            EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length > 0);
            client.send(new byte[] {0, 9});
            EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length == RawClient.ping(1).length + 4);
            assertThat(edge.mailbox.closed()).isEmpty();
        }
    }

    @Test
    void aHelloThatFindsTheMailboxFullIsTriedAgain() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            edge.mailbox.full(true);
            edge.connect().send(RawClient.hello(EdgeUnderTest.token("alice")));
            EdgeUnderTest.until(() -> edge.mailbox.refusals() > 2);
            edge.clock.advanceMs(10 * EdgeLimits.DEFAULT.helloTimeoutMs());
            edge.awaitSweeps();
            edge.mailbox.full(false);
            EdgeUnderTest.until(() -> edge.mailbox.opened().size() == 1);
        }
    }

    @Test
    void theEndOfAConnectionIsToldEvenIfTheMailboxWasFull() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            RawClient client = edge.connect();
            long connection = edge.loginOn(client, "alice");
            edge.mailbox.full(true);
            client.close();
            EdgeUnderTest.until(() -> edge.mailbox.refusals() > 2);
            assertThat(edge.mailbox.closed()).isEmpty();
            edge.mailbox.full(false);
            EdgeUnderTest.until(() -> edge.mailbox.closed().equals(List.of(connection)));
            edge.awaitSweeps();
            assertThat(edge.mailbox.closed()).containsExactly(connection);
        }
    }

    @Test
    void aClientThatDoesNotReadIsRefusedFurtherBytesAndHearsOfRoomWhenItReads() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT.withOutbound(1 << 30, 30_000), 1 << 20)) {
            RawClient client = edge.connect(SMALL_BUFFER);
            long connection = edge.loginOn(client, "alice");
            long accepted = fill(edge, connection);
            EdgeUnderTest.until(() -> edge.mailbox.writability().contains(connection + "=false"));
            client.read(Math.toIntExact(accepted * FRAME));
            EdgeUnderTest.until(() -> edge.mailbox.writability().contains(connection + "=true"));
            EdgeUnderTest.until(() -> send(edge, connection, FRAME));
            client.read(FRAME);
        }
    }

    @Test
    void aFullMailboxHearsOfRoomLaterAndTheTimeUntilTheClientReadIsForgotten() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT.withOutbound(1 << 30, 30_000), 1 << 20)) {
            RawClient client = edge.connect(SMALL_BUFFER);
            long connection = edge.loginOn(client, "alice");
            long accepted = fillForGood(edge, connection);
            int told = edge.mailbox.writability().size();
            edge.mailbox.full(true);
            int before = edge.mailbox.refusals();
            client.read(Math.toIntExact(accepted * FRAME));
            EdgeUnderTest.until(() -> edge.mailbox.refusals() > before + 2);
            assertThat(edge.mailbox.writability()).hasSize(told);
            edge.mailbox.full(false);
            EdgeUnderTest.until(() -> edge.mailbox.writability().size() > told);
            assertThat(edge.mailbox.writability().get(told)).isEqualTo(connection + "=true");
            edge.clock.advanceMs(EdgeLimits.DEFAULT.slowReaderTimeoutMs() + 2 * EdgeLimits.SWEEP_INTERVAL_MS);
            edge.awaitSweeps();
            assertThat(edge.mailbox.closed()).isEmpty();
        }
    }

    @Test
    void anEdgeThatStopsReadingTakesWhatItReadBeforeAndNoMore() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            RawClient client = edge.connect();
            long connection = edge.loginOn(client, "alice");
            edge.mailbox.full(true);
            client.send(RawClient.ping(1));
            EdgeUnderTest.until(() -> edge.mailbox.refusals() > 0);
            edge.server.stopReading();
            long before = edge.count(EdgeCounters::bytesReadCount);
            client.send(RawClient.ping(2));
            edge.mailbox.full(false);
            EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length > 0);
            edge.awaitSweeps();
            assertThat(edge.mailbox.bytesOf(connection)).isEqualTo(RawClient.ping(1));
            assertThat(edge.count(EdgeCounters::bytesReadCount)).isEqualTo(before);
        }
    }

    @Test
    void aClientThatDoesNotReadForTooLongIsClosed() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT.withOutbound(1 << 30, 30_000), 1 << 20)) {
            long connection = edge.loginOn(edge.connect(SMALL_BUFFER), "alice");
            EdgeUnderTest.until(() -> {
                // The kernel takes more for a while; only once it is full does the client's time begin to count.
                sendUntilRefused(edge, connection);
                edge.clock.advanceMs(50);
                return edge.mailbox.closed().contains(connection);
            });
            assertThat(edge.count(counters -> counters.refusedCount(ErrorCode.SLOW_READER)))
                    .isEqualTo(1);
            edge.awaitSweeps();
            edge.clock.advanceMs(EdgeLimits.DEFAULT.lingerMs() + 2 * EdgeLimits.SWEEP_INTERVAL_MS);
            EdgeUnderTest.until(() -> edge.server.connections() == 0);
        }
    }

    @Test
    void tooManyBytesWaitingForOneClientCloseIt() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT.withOutbound(1 << 18, 30_000), 1 << 24)) {
            long connection = edge.loginOn(edge.connect(SMALL_BUFFER), "alice");
            int frames = 700;
            UnsafeBuffer bytes = new UnsafeBuffer(new byte[FRAME]);
            for (int i = 0; i < frames; i++) {
                // Not flushed: once the event loop has come and found the client full, nothing more is taken.
                assertThat(edge.link.send(connection, bytes, 0, FRAME)).isTrue();
            }
            edge.link.flush();
            EdgeUnderTest.until(() -> edge.mailbox.closed().contains(connection));
            assertThat(edge.count(counters -> counters.refusedCount(ErrorCode.SLOW_READER)))
                    .isEqualTo(1);
        }
    }

    @Test
    void whoFindsTheRingFullHearsWhenThereIsRoom() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            Set<String> expected = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                long connection = edge.loginOn(edge.connect(), "user" + i);
                // Not flushed, so that the event loop does not come to drain.
                UnsafeBuffer bytes = new UnsafeBuffer(RawClient.frame(5_000));
                while (edge.link.send(connection, bytes, 0, bytes.capacity())) {}
                expected.add(connection + "=true");
            }
            edge.link.flush();
            EdgeUnderTest.until(() -> !edge.mailbox.writability().isEmpty());
            // The pass that this wakes ends with a flush.
            edge.link.flush();
            EdgeUnderTest.until(() -> new HashSet<>(edge.mailbox.writability()).equals(expected));
        }
    }

    private static long fill(EdgeUnderTest edge, long connection) {
        long[] accepted = {0};
        EdgeUnderTest.until(() -> {
            accepted[0] += sendUntilRefused(edge, connection);
            edge.link.flush();
            return edge.mailbox.writability().contains(connection + "=false");
        });
        return accepted[0];
    }

    /** Goes on until the kernel takes no more either, so that only the client's reading can make room. */
    private static long fillForGood(EdgeUnderTest edge, long connection) {
        long[] accepted = {0};
        EdgeUnderTest.until(() -> {
            accepted[0] += sendUntilRefused(edge, connection);
            int told = edge.mailbox.writability().size();
            edge.awaitSweeps();
            List<String> reports = edge.mailbox.writability();
            return reports.size() == told && told > 0 && reports.get(told - 1).equals(connection + "=false");
        });
        return accepted[0];
    }

    private static int sendUntilRefused(EdgeUnderTest edge, long connection) {
        int accepted = 0;
        while (send(edge, connection, FRAME)) {
            if (++accepted > FRAMES_MAX) {
                throw new AssertionError("bytes for who does not read are taken without end");
            }
        }
        return accepted;
    }

    private static boolean send(EdgeUnderTest edge, long connection, int bytes) {
        boolean taken = edge.link.send(connection, new UnsafeBuffer(new byte[bytes]), 0, bytes);
        edge.link.flush();
        return taken;
    }

    private static void sendMany(RawClient client, byte[] frame, int count) {
        try {
            for (int i = 0; i < count; i++) {
                client.send(frame);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
