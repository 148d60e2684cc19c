package dev.carillon.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device that does not acknowledge, through real sockets, costs nobody else and loses nothing. */
class SlowReaderTest {
    private static final int MESSAGES = 600;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void withoutCreditADeviceGetsItsWindowAndTheRestWhenItAcknowledges() throws IOException {
        try (TestNode node = new TestNode(folder);
                TestDevice bob = TestTokens.device("bob", 3).connect(node.port());
                TestDevice alice = TestTokens.device("alice", 1).connect(node.port());
                TestDevice carol = TestTokens.device("carol", 2).connect(node.port())) {
            sendMany(alice, "x");
            bob.await(() -> bob.received.size() == 256);
            // The window is used up; what is acked by the node after it was stored proves that time went by.
            alice.send("carol", "past the slow one").await(() -> alice.unackedCount() == 0);
            carol.await(() -> carol.received.size() == 1);
            bob.send("alice", "up").await(() -> bob.unackedCount() == 0);
            assertThat(bob.received).as("no more than the window").hasSize(256);
            while (bob.received.size() < MESSAGES) {
                int before = bob.ack().received.size();
                bob.await(() -> bob.received.size() > before);
            }
            assertThat(bob.texts()).doesNotHaveDuplicates().hasSize(MESSAGES);
        }
    }

    private static void sendMany(TestDevice from, String text) throws IOException {
        for (int i = 0; i < MESSAGES; i++) {
            from.queue("bob", text + i, false);
            if (i % 100 == 99) {
                from.flush();
                from.await(() -> from.unackedCount() == 0);
            }
        }
    }
}
