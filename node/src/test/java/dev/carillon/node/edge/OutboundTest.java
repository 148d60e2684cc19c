package dev.carillon.node.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes from sessions reach their client and nobody else, in order, in few writes. */
class OutboundTest {
    private final EdgeUnderTest edge = new EdgeUnderTest(EdgeLimits.DEFAULT);

    @AfterEach
    void close() throws IOException {
        edge.close();
    }

    @Test
    void allFramesOfAPassLeaveInOneWritePerConnection() throws IOException {
        RawClient alice = edge.connect();
        RawClient bob = edge.connect();
        long toAlice = edge.loginOn(alice, "alice");
        long toBob = edge.loginOn(bob, "bob");
        for (int i = 0; i < 500; i++) {
            send(toAlice, "a" + i + ";");
            send(toBob, "b" + i + ";");
        }
        assertThat(edge.count(EdgeCounters::writesCount)).isZero();
        edge.link.flush();
        assertThat(new String(alice.read(4), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("a0;a");
        assertThat(new String(bob.read(4), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("b0;b");
        assertThat(edge.count(EdgeCounters::writesCount)).isEqualTo(2);
    }

    @Test
    void aCloseComesAfterAllThatWasSentBefore() throws IOException {
        RawClient client = edge.connect();
        long connection = edge.loginOn(client, "alice");
        send(connection, "last words");
        edge.link.close(connection);
        send(connection, "too late");
        edge.link.flush();
        assertThat(client.read(10)).asString().isEqualTo("last words");
        assertThat(client.atEnd()).isTrue();
        EdgeUnderTest.until(() -> edge.mailbox.closed().contains(connection));
        client.close();
        EdgeUnderTest.until(() -> edge.count(EdgeCounters::closedCount) == 1);
        edge.awaitSweeps();
        assertThat(edge.mailbox.closed()).containsExactly(connection);
    }

    @Test
    void closingTwiceIsNoMoreThanClosing() throws IOException {
        RawClient client = edge.login("alice");
        edge.server.close();
        edge.server.close();
        assertThat(client.atEnd()).isTrue();
    }

    @Test
    void aCloseThatFindsTheRingFullStillComesLast() throws IOException {
        RawClient client = edge.connect();
        long connection = edge.loginOn(client, "alice");
        int sent = 0;
        UnsafeBuffer piece = new UnsafeBuffer(new byte[8]);
        while (edge.link.send(connection, piece, 0, 8)) {
            sent += 8;
        }
        edge.link.close(connection);
        client.read(sent);
        assertThat(client.atEnd()).isTrue();
    }

    @Test
    void aStaleNumberNeverReachesTheNewConnectionInItsSlot() throws IOException {
        RawClient old = edge.connect();
        long stale = edge.loginOn(old, "alice");
        old.close();
        EdgeUnderTest.until(() -> edge.mailbox.closed().contains(stale) && edge.server.connections() == 0);
        RawClient fresh = edge.connect();
        long connection = edge.loginOn(fresh, "mallory");
        assertThat(ConnectionNumber.slot(connection)).isEqualTo(ConnectionNumber.slot(stale));
        send(stale, "for alice");
        edge.link.close(stale);
        send(connection, "for mallory");
        edge.link.flush();
        assertThat(fresh.read(11)).asString().isEqualTo("for mallory");
        assertThat(edge.count(EdgeCounters::staleCount)).isEqualTo(2);
    }

    @Test
    void aStoppingEdgeClosesAfterWhatWasSentAndTellsThoseWhoWereNotIn() throws Exception {
        RawClient in = edge.connect();
        long connection = edge.loginOn(in, "alice");
        RawClient half = edge.connect();
        EdgeUnderTest.until(() -> edge.count(EdgeCounters::openedCount) == 2);
        edge.server.stopReading();
        in.send(RawClient.ping(1));
        send(connection, "bye");
        edge.link.flush();
        Thread closing = new Thread(edge.server::close);
        closing.start();
        assertThat(in.read(3)).asString().isEqualTo("bye");
        assertThat(in.atEnd()).isTrue();
        assertThat(half.readErrorAndEnd()).isEqualTo(ErrorCode.SHUTTING_DOWN);
        in.close();
        half.close();
        closing.join(10_000);
        assertThat(closing.isAlive()).isFalse();
        assertThat(edge.mailbox.bytesOf(connection)).isEmpty();
    }

    private void send(long connection, String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        assertThat(edge.link.send(connection, new UnsafeBuffer(bytes), 0, bytes.length))
                .isTrue();
    }
}
