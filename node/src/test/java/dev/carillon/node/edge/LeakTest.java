package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import java.io.IOException;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** However a connection ends, the buffers it held are given back. */
class LeakTest {
    private static final byte[] HALF = {60, (byte) (31 << 3), 1};

    private int users;

    @Test
    void aConnectionThatEndsInTheMiddleOfAnythingGivesItsBuffersBack() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            halfHello(edge);
            halfFrameThenGone(edge);
            halfFrameThenTooLate(edge);
            completedFrame(edge);
            badFrameBehindABegunOne(edge);
            stalledThenGone(edge);
            stalledThenClosedBySession(edge);
            helloStalledThenGone(edge);
        }
        LeakWatch.assertNothingLeaked();
    }

    @Test
    void bytesForAClientThatIsGoneAreGivenBack() throws IOException {
        try (EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT)) {
            for (int i = 0; i < 20; i++) {
                RawClient client = edge.connect();
                long connection = login(edge, client);
                edge.link.send(connection, new UnsafeBuffer(new byte[100]), 0, 100);
                client.close();
                edge.link.flush();
            }
            EdgeUnderTest.until(() -> edge.server.connections() == 0);
        }
        LeakWatch.assertNothingLeaked();
    }

    private static void halfHello(EdgeUnderTest edge) throws IOException {
        RawClient client = edge.connect().send(HALF);
        awaitRead(edge, HALF.length);
        end(edge, client);
    }

    private void halfFrameThenGone(EdgeUnderTest edge) throws IOException {
        RawClient client = edge.connect();
        login(edge, client);
        sendAndAwait(edge, client, HALF);
        end(edge, client);
    }

    private void halfFrameThenTooLate(EdgeUnderTest edge) throws IOException {
        RawClient client = edge.connect();
        login(edge, client);
        sendAndAwait(edge, client, HALF);
        edge.awaitSweeps();
        edge.clock.advanceMs(EdgeLimits.DEFAULT.frameTimeoutMs() + 2 * EdgeLimits.SWEEP_INTERVAL_MS);
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.FRAME_TIMEOUT);
        end(edge, client);
    }

    private void completedFrame(EdgeUnderTest edge) throws IOException {
        RawClient client = edge.connect();
        long connection = login(edge, client);
        byte[] frame = RawClient.frame(60);
        sendAndAwait(edge, client, Arrays.copyOf(frame, 3));
        client.send(Arrays.copyOfRange(frame, 3, frame.length));
        EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length == frame.length);
        end(edge, client);
    }

    private void badFrameBehindABegunOne(EdgeUnderTest edge) throws IOException {
        RawClient client = edge.connect();
        login(edge, client);
        sendAndAwait(edge, client, new byte[] {0x40});
        client.send(new byte[] {5});
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.MALFORMED);
        end(edge, client);
    }

    private void stalledThenGone(EdgeUnderTest edge) throws IOException {
        RawClient client = edge.connect();
        login(edge, client);
        stall(edge, client);
        client.close();
        EdgeUnderTest.until(() -> edge.server.connections() == 0);
        edge.mailbox.full(false);
    }

    private void stalledThenClosedBySession(EdgeUnderTest edge) throws IOException {
        RawClient client = edge.connect();
        long connection = login(edge, client);
        stall(edge, client);
        edge.link.close(connection);
        edge.link.flush();
        assertThat(client.atEnd()).isTrue();
        edge.mailbox.full(false);
        end(edge, client);
    }

    private static void helloStalledThenGone(EdgeUnderTest edge) throws IOException {
        edge.mailbox.full(true);
        int before = edge.mailbox.refusals();
        RawClient client = edge.connect().send(RawClient.hello(EdgeUnderTest.token("late")));
        EdgeUnderTest.until(() -> edge.mailbox.refusals() > before);
        end(edge, client);
        edge.mailbox.full(false);
    }

    private static void stall(EdgeUnderTest edge, RawClient client) throws IOException {
        edge.mailbox.full(true);
        int before = edge.mailbox.refusals();
        client.send(FramingTest.concat(RawClient.ping(1), HALF));
        EdgeUnderTest.until(() -> edge.mailbox.refusals() > before);
    }

    private long login(EdgeUnderTest edge, RawClient client) throws IOException {
        return edge.loginOn(client, "user" + users++);
    }

    private static void sendAndAwait(EdgeUnderTest edge, RawClient client, byte[] bytes) throws IOException {
        long before = edge.count(EdgeCounters::bytesReadCount);
        client.send(bytes);
        awaitRead(edge, before + bytes.length);
    }

    private static void awaitRead(EdgeUnderTest edge, long bytes) {
        EdgeUnderTest.until(() -> edge.count(EdgeCounters::bytesReadCount) >= bytes);
    }

    private static void end(EdgeUnderTest edge, RawClient client) throws IOException {
        client.close();
        EdgeUnderTest.until(() -> edge.server.connections() == 0);
    }
}
