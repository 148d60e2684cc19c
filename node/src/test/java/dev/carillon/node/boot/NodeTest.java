package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node over real sockets: what users see. */
class NodeTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aMessageReachesItsRecipientAndTheSendersOtherDevice() throws IOException {
        try (TestNode node = new TestNode(folder);
                TestDevice phone = TestTokens.device("alice", 1).connect(node.port());
                TestDevice laptop = TestTokens.device("alice", 2).connect(node.port());
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port())) {
            phone.send("bob", "hello").await(() -> phone.acked == 1);
            bob.await(() -> !bob.received.isEmpty());
            assertThat(bob.received).containsExactly(new TestDevice.Received(1, "alice", 1, 1, false, "hello"));
            laptop.await(() -> !laptop.received.isEmpty());
            assertThat(laptop.received).containsExactly(new TestDevice.Received(1, "bob", 1, 1, true, "hello"));
            assertThat(phone.received).isEmpty();
        }
    }

    @Test
    void whatWasSentToSomebodyOfflineIsThereWhenTheyComeAndAfterARestart() throws IOException {
        List<String> expected = new ArrayList<>();
        try (TestNode node = new TestNode(folder);
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port());
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            bob.close();
            for (int i = 0; i < 1_000; i++) {
                expected.add("m" + i);
                alice.queue("bob", "m" + i, false);
                if (i % 200 == 199) {
                    alice.flush();
                    long sent = i + 1;
                    alice.await(() -> alice.acked == sent);
                }
            }
        }
        try (TestNode node = new TestNode(folder);
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port())) {
            while (bob.texts().size() < expected.size()) {
                int before = bob.ack().received.size();
                bob.await(() -> bob.received.size() > before);
            }
            assertThat(bob.texts()).isEqualTo(expected);
            assertThat(bob.received)
                    .extracting(TestDevice.Received::seq)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void resendingAfterALostAckMakesNoDuplicate() throws IOException {
        try (TestNode node = new TestNode(folder);
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port());
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port())) {
            alice.send("bob", "once");
            bob.await(() -> bob.received.size() == 1);
            // Whether the ack was under way or not: it was not read.
            alice.connect(node.port());
            alice.send("bob", "twice").await(() -> alice.acked == 2);
            bob.await(() -> bob.received.size() == 2);
            assertThat(bob.texts()).containsExactly("once", "twice");
        }
    }

    @Test
    void receiptsComeBackOnlyWhereTheyWereAskedFor() throws IOException {
        try (TestNode node = new TestNode(folder);
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port());
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port())) {
            alice.send("bob", "no receipt").send("bob", "please", true);
            bob.await(() -> bob.received.size() == 2);
            bob.ack();
            alice.await(() -> alice.receipts.size() == 1);
            assertThat(alice.receipts).containsExactly("DELIVERED bob 2");
            bob.read(bob.received.get(1).seq());
            alice.await(() -> alice.receipts.size() == 2);
            assertThat(alice.receipts).containsExactly("DELIVERED bob 2", "READ bob 2");
        }
    }

    @Test
    void theNewestConnectionOfADeviceReplacesTheOlder() throws IOException {
        try (TestNode node = new TestNode(folder);
                TestDevice older = TestTokens.device("alice", 1).connect(node.port());
                TestDevice newer = TestTokens.device("alice", 1).connect(node.port())) {
            older.awaitEnd();
            assertThat(older.error).isEqualTo(ErrorCode.REPLACED);
            assertThat(newer.ended).isFalse();
        }
    }

    @Test
    void aCleanStopSaysGoodbyeAndLosesNothing() throws Exception {
        TestDevice alice = TestTokens.device("alice", 1);
        TestDevice bob = TestTokens.device("bob", 3);
        TestNode node = new TestNode(folder);
        alice.connect(node.port());
        bob.connect(node.port());
        assertThat(get(node.httpPort(), "/readyz").statusCode()).isEqualTo(200);
        alice.send("bob", "before the stop").await(() -> alice.acked == 1);
        Thread stopping = new Thread(node::close);
        stopping.start();
        alice.awaitEnd();
        bob.awaitEnd();
        stopping.join(20_000);
        assertThat(stopping.isAlive()).isFalse();
        assertThat(alice.goodbyes).isEqualTo(1);
        assertThat(bob.goodbyes).isEqualTo(1);
        try (TestNode again = new TestNode(folder)) {
            bob.received.clear();
            bob.lastSeq = 0;
            bob.connect(again.port()).await(() -> !bob.received.isEmpty());
            assertThat(bob.texts()).containsExactly("before the stop");
        }
        alice.close();
        bob.close();
    }

    @Test
    void metricsTellWhatHappened() throws Exception {
        try (TestNode node = new TestNode(folder);
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port())) {
            alice.send("bob", "x").await(() -> alice.acked == 1);
            String metrics = get(node.httpPort(), "/metrics").body();
            assertThat(metrics)
                    .contains("carillon_edge_connections 1.0")
                    .containsPattern("carillon_edge_authenticated_total\\{event_loop=\"0\"} 1\\.0")
                    .contains("jvm_memory_used_bytes", "process_resident_memory_bytes ")
                    .contains("process_cpu_time_ns_total ", "process_start_time_seconds ");
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
