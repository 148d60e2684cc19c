package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each limit of time and number, by its name. */
class ConnectionLimitsTest {
    private static final EdgeLimits LIMITS = EdgeLimits.DEFAULT.withConnections(1_000, 3);

    /** How late a time limit may be noticed. */
    private static final long LATE_MS = 2 * EdgeLimits.SWEEP_INTERVAL_MS;

    private final EdgeUnderTest edge = new EdgeUnderTest(LIMITS);

    @AfterEach
    void close() throws IOException {
        edge.close();
    }

    @Test
    void aConnectionWithoutHelloIsClosedInTimeAndNotBefore() throws IOException {
        RawClient client = edge.connect();
        awaitConnections(1);
        edge.clock.advanceMs(LIMITS.helloTimeoutMs() - 1);
        edge.awaitSweeps();
        assertThat(edge.count(counters -> counters.refusedCount(ErrorCode.HANDSHAKE_TIMEOUT)))
                .isZero();
        edge.clock.advanceMs(LATE_MS + 1);
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT);
    }

    @Test
    void aHalfHelloDoesNotProlongItsTime() throws IOException {
        RawClient client = edge.connect().send(new byte[] {60, 8});
        EdgeUnderTest.until(() -> edge.count(EdgeCounters::bytesReadCount) == 2);
        edge.clock.advanceMs(LIMITS.helloTimeoutMs() - 1);
        edge.awaitSweeps();
        client.send(new byte[] {1});
        EdgeUnderTest.until(() -> edge.count(EdgeCounters::bytesReadCount) == 3);
        edge.clock.advanceMs(LATE_MS + 1);
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT);
    }

    @Test
    void aHalfFrameIsClosedInTimeEvenIfBytesGoOnComing() throws IOException {
        RawClient client = edge.login("alice");
        client.send(new byte[] {60, (byte) (31 << 3), 1});
        EdgeUnderTest.until(() -> edge.count(EdgeCounters::bytesReadCount) > 3);
        edge.awaitSweeps();
        edge.clock.advanceMs(LIMITS.frameTimeoutMs() - 1);
        client.send(new byte[] {2});
        edge.awaitSweeps();
        assertThat(edge.count(counters -> counters.refusedCount(ErrorCode.FRAME_TIMEOUT)))
                .isZero();
        edge.clock.advanceMs(LATE_MS + 1);
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.FRAME_TIMEOUT);
    }

    @Test
    void aFrameThatBecameWholeInTimeIsNotHeldAgainstTheClient() throws IOException {
        RawClient client = edge.connect();
        long connection = edge.loginOn(client, "alice");
        byte[] ping = RawClient.ping(1);
        client.send(new byte[] {ping[0]});
        EdgeUnderTest.until(
                () -> edge.count(EdgeCounters::bytesReadCount) > RawClient.hello(EdgeUnderTest.token("alice")).length);
        client.send(java.util.Arrays.copyOfRange(ping, 1, ping.length));
        EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length == ping.length);
        edge.clock.advanceMs(LIMITS.frameTimeoutMs() + LATE_MS);
        edge.awaitSweeps();
        assertThat(edge.mailbox.closed()).isEmpty();
    }

    @Test
    void silenceIsClosedInTimeAndASignOfLifeProlongsIt() throws IOException {
        RawClient client = edge.connect();
        long connection = edge.loginOn(client, "alice");
        edge.clock.advanceMs(LIMITS.idleTimeoutMs() - 1);
        edge.awaitSweeps();
        client.send(RawClient.ping(1));
        EdgeUnderTest.until(() -> edge.mailbox.bytesOf(connection).length > 0);
        edge.clock.advanceMs(LIMITS.idleTimeoutMs() - 1);
        edge.awaitSweeps();
        assertThat(edge.mailbox.closed()).isEmpty();
        edge.clock.advanceMs(LATE_MS + 1);
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.IDLE_TIMEOUT);
        EdgeUnderTest.until(() -> edge.mailbox.closed().contains(connection));
    }

    @Test
    void oneAddressHasSoManyConnectionsAndAClosedOneMakesRoom() throws IOException {
        RawClient first = edge.login("a");
        edge.login("b");
        edge.login("c");
        RawClient refused = edge.connect();
        assertThat(refused.readErrorAndEnd()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
        refused.close();
        first.close();
        awaitConnections(2);
        edge.login("d");
    }

    @Test
    void theNodeHasSoManyConnections() throws IOException {
        try (EdgeUnderTest small = new EdgeUnderTest(EdgeLimits.DEFAULT.withConnections(2, 0))) {
            small.login("a");
            small.login("b");
            assertThat(small.connect().readErrorAndEnd()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
        }
    }

    @Test
    void beyondTheRefusedWhoMayReadWhyConnectionsAreDroppedWithoutAWord() throws IOException {
        try (EdgeUnderTest small = new EdgeUnderTest(EdgeLimits.DEFAULT.withConnections(1, 0))) {
            small.login("a");
            for (int i = 0; i < EdgeLimits.REFUSED_MAX; i++) {
                assertThat(small.connect().readErrorAndEnd()).isEqualTo(ErrorCode.TOO_MANY_CONNECTIONS);
            }
            assertThat(small.connect().atEnd()).isTrue();
            EdgeUnderTest.until(() -> small.server.connections() == 1 + EdgeLimits.REFUSED_MAX);
        }
    }

    @Test
    void aClientThatKeepsAClosedConnectionOpenIsCutOff() throws IOException {
        RawClient client = edge.connect().send(RawClient.ping(1));
        assertThat(client.readErrorAndEnd()).isEqualTo(ErrorCode.UNEXPECTED_FRAME);
        assertThat(edge.server.connections()).isEqualTo(1);
        edge.clock.advanceMs(LIMITS.lingerMs() + LATE_MS);
        awaitConnections(0);
    }

    private void awaitConnections(int count) {
        EdgeUnderTest.until(() -> edge.server.connections() == count
                && edge.count(EdgeCounters::openedCount) - edge.count(EdgeCounters::closedCount) == count);
    }
}
