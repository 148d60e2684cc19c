package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the protocol's bytes come to on a real socket (PROTOCOL.md, "Sizes"). */
class WireBytesTest {
    private static final String PAYLOAD = "x".repeat(32);
    private static final int MESSAGES = 100;

    @TempDir
    private Path folder = Path.of("");

    private final TestDevice alice = TestTokens.device("alice.wonder@example.com", 1);
    private final TestDevice bob = TestTokens.device("bob.builder@example.com", 2);
    private @org.jspecify.annotations.Nullable TestNode node;

    @BeforeEach
    void start() throws IOException {
        node = new TestNode(folder);
        alice.connect(node.port());
        bob.connect(node.port());
    }

    @AfterEach
    void stop() throws IOException {
        alice.close();
        bob.close();
        if (node != null) {
            node.close();
        }
    }

    @Test
    void aMessageOf32BytesTakes79InSteadyState() throws IOException {
        exchange();
        alice.bytesIn = alice.bytesOut = bob.bytesIn = bob.bytesOut = 0;
        for (int i = 0; i < MESSAGES; i++) {
            exchange();
        }
        assertThat(alice.bytesOut).as("SEND").isLessThanOrEqualTo(36 * MESSAGES);
        assertThat(alice.bytesIn).as("SEND_ACK").isLessThanOrEqualTo(4 * MESSAGES);
        assertThat(bob.bytesOut).as("RECV_ACK").isLessThanOrEqualTo(3 * MESSAGES);
        // A stamp of at most two bytes more, at most once per second of the test.
        assertThat(bob.bytesIn).as("DELIVER").isBetween(36L * MESSAGES, 36L * MESSAGES + 4 * 30);
    }

    @Test
    void connectAndResumeTake150BytesWithARealToken() throws IOException {
        assertThat(bob.bytesOut + bob.bytesIn).as("first connect").isLessThanOrEqualTo(150);
        exchange();
        bob.bytesIn = bob.bytesOut = 0;
        bob.connect(port());
        assertThat(bob.bytesOut + bob.bytesIn).as("resume").isLessThanOrEqualTo(150);
    }

    @Test
    void resumeIsOneRoundTrip() throws IOException {
        exchange();
        bob.close();
        alice.send(bob.user, PAYLOAD).await(() -> alice.acked == 2);
        bob.sendLater(alice.user, PAYLOAD);
        int before = bob.received.size();
        // One write, and nothing more from the client: WELCOME, what was missed and the ack must all follow.
        bob.connectWithoutWaiting(port());
        bob.await(() -> bob.welcomed && bob.received.size() > before && bob.unackedCount() == 0);
    }

    private void exchange() throws IOException {
        long cseq = alice.acked + 1;
        int count = bob.received.size() + 1;
        alice.send(bob.user, PAYLOAD).await(() -> alice.acked == cseq);
        bob.await(() -> bob.received.size() == count);
        bob.ack();
    }

    private int port() {
        if (node == null) {
            throw new IllegalStateException("not started");
        }
        return node.port();
    }
}
