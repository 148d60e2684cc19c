package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.node.config.ConfigBuilder;
import dev.carillon.node.edge.EdgeLimits;
import dev.carillon.protocol.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of a whole node: each has its name in the configuration, its error on the wire and its count in /metrics. */
class LimitsTest {
    private static final Duration MOST = Duration.ofSeconds(20);

    /** Of one payload; a few hundred of them are more than any socket buffer takes. */
    private static final String BIG = "x".repeat(60_000);

    private static final int MESSAGES = 200;
    private static final int SENDS_TOGETHER = 10;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void withoutAWordOfConfigurationTheEdgesLimitsAreTheDocumentedOnes() throws IOException {
        assertThat(NodeParts.edgeLimits(new ConfigBuilder().build())).isEqualTo(EdgeLimits.DEFAULT);
    }

    @Test
    void connectionsPerAddressAreLimited() throws Exception {
        try (TestNode node = new TestNode(folder, "limits.connections-per-address", "2");
                TestDevice first = TestTokens.device("alice", 1).connect(node.port());
                TestDevice second = TestTokens.device("alice", 2).connect(node.port());
                TestDevice third = TestTokens.device("alice", 3)) {
            third.connectWithoutWaiting(node.port());
            assertEnds(third, ErrorCode.TOO_MANY_CONNECTIONS);
            assertCounted(node, ErrorCode.TOO_MANY_CONNECTIONS);
            assertThat(first.welcomed && second.welcomed).isTrue();
            second.close();
            await().atMost(MOST).untilAsserted(() -> assertThat(metrics(node)).contains("carillon_edge_connections 1"));
            third.connect(node.port());
        }
    }

    @Test
    void connectionsOfTheNodeAreLimited() throws Exception {
        try (TestNode node = new TestNode(folder, "limits.connections", "1");
                TestDevice first = TestTokens.device("alice", 1).connect(node.port());
                TestDevice second = TestTokens.device("alice", 2)) {
            second.connectWithoutWaiting(node.port());
            assertEnds(second, ErrorCode.TOO_MANY_CONNECTIONS);
            assertCounted(node, ErrorCode.TOO_MANY_CONNECTIONS);
            assertThat(first.ended).isFalse();
        }
    }

    @Test
    void aConnectionThatSaysNothingIsClosed() throws Exception {
        try (TestNode node = new TestNode(folder, "limits.hello-timeout", "100ms");
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            assertThat(errorOn(silent)).isEqualTo(ErrorCode.HANDSHAKE_TIMEOUT);
            assertCounted(node, ErrorCode.HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void aFrameThatStaysHalfIsClosed() throws Exception {
        try (TestNode node = new TestNode(folder, "limits.frame-timeout", "100ms");
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            alice.sendRaw(new byte[] {60, 1});
            assertEnds(alice, ErrorCode.FRAME_TIMEOUT);
            assertCounted(node, ErrorCode.FRAME_TIMEOUT);
        }
    }

    @Test
    void aFrameAboveTheLimitIsClosed() throws Exception {
        try (TestNode node = new TestNode(folder, "limits.frame", "1KiB");
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            alice.send("bob", BIG);
            assertEnds(alice, ErrorCode.FRAME_TOO_BIG);
            assertCounted(node, ErrorCode.FRAME_TOO_BIG);
        }
    }

    @Test
    void silenceIsClosedAfterThreeKeepalives() throws Exception {
        try (TestNode node = new TestNode(folder, "limits.keepalive", "1s");
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            assertEnds(alice, ErrorCode.IDLE_TIMEOUT);
            assertThat(timedOut(node, ErrorCode.IDLE_TIMEOUT)).isPositive();
        }
    }

    @Test
    void tooManyBytesWaitingForAClientCloseIt() throws Exception {
        try (TestNode node =
                        new TestNode(folder, "limits.slow-reader-bytes", "64KiB", "limits.slow-reader-timeout", "1h");
                TestDevice bob = slowReader(node)) {
            sendToBob(node);
            await().atMost(MOST).untilAsserted(() -> assertCounted(node, ErrorCode.SLOW_READER));
            assertItsMessagesWait(node, bob);
        }
    }

    @Test
    void aClientThatReadsNothingForTooLongIsClosed() throws Exception {
        try (TestNode node =
                        new TestNode(folder, "limits.slow-reader-bytes", "1GiB", "limits.slow-reader-timeout", "1s");
                TestDevice bob = slowReader(node)) {
            sendToBob(node);
            await().atMost(MOST)
                    .untilAsserted(() ->
                            assertThat(timedOut(node, ErrorCode.SLOW_READER)).isPositive());
            assertItsMessagesWait(node, bob);
        }
    }

    /** Grants much, and reads no more once it is welcome. */
    private static TestDevice slowReader(TestNode node) throws IOException {
        TestDevice bob = TestTokens.device("bob", 3);
        bob.receiveBuffer = 1 << 16;
        bob.windowBytes = 1L << 30;
        return bob.connect(node.port());
    }

    private static void sendToBob(TestNode node) throws IOException {
        try (TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            for (int i = 1; i <= MESSAGES; i++) {
                alice.queue("bob", BIG, false);
                if (i % SENDS_TOGETHER == 0) {
                    long sent = i;
                    alice.flush();
                    alice.await(() -> alice.acked == sent);
                }
            }
        }
    }

    private static void assertItsMessagesWait(TestNode node, TestDevice bob) throws IOException {
        bob.close();
        bob.receiveBuffer = 0;
        bob.windowBytes = 0;
        bob.received.clear();
        bob.connect(node.port());
        assertThat(bob.head).isEqualTo(MESSAGES);
        while (bob.lastSeq < MESSAGES) {
            long before = bob.lastSeq;
            bob.ack().await(() -> bob.lastSeq > before);
        }
    }

    private static void assertEnds(TestDevice device, ErrorCode expected) throws IOException {
        device.awaitEnd();
        assertThat(device.error).isEqualTo(expected);
    }

    /** The code of the ERROR frame that is the first and the last that comes. */
    private static @Nullable ErrorCode errorOn(Socket socket) throws IOException {
        socket.setSoTimeout((int) MOST.toMillis());
        byte[] frame = socket.getInputStream().readAllBytes();
        return ErrorCode.of(frame[2] & 0xFF);
    }

    private static void assertCounted(TestNode node, ErrorCode code) throws Exception {
        assertThat(sum(metrics(node), "carillon_edge_refused_total", code.name()))
                .isEqualTo(1);
    }

    /** The edge and the session both watch; whoever notices counts, which may be both. */
    private static double timedOut(TestNode node, ErrorCode code) throws Exception {
        String metrics = metrics(node);
        return sum(metrics, "carillon_edge_refused_total", code.name())
                + sum(metrics, "carillon_sessions_timed_out_total", "");
    }

    private static double sum(String metrics, String name, String label) {
        return Arrays.stream(metrics.split("\n"))
                .filter(line -> line.startsWith(name) && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static String metrics(TestNode node) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.httpPort() + "/metrics"))
                .timeout(MOST)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
