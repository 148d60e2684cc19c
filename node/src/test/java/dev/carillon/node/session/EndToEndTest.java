package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.Limits;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.storage.LogFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What clients see of one node, one thing at a time. */
class EndToEndTest implements TestClient.Watcher {
    private final TestClock clock = new TestClock();
    private final TestNode node = new TestNode(1, 8, 2, CoreLimits.defaults(), clock);
    private final List<String> heard = new ArrayList<>();
    private final TestClient alice = new TestClient("alice", 0xA1, this);
    private final TestClient bob = new TestClient("bob", 0xB1, this);

    @Override
    public void onMessage(TestClient at, long seq, boolean own, String peer, long install, long cseq, String text) {
        heard.add(at.user + " [" + seq + "] " + (own ? "to " : "from ") + peer + "#" + cseq + " " + text);
    }

    @Override
    public void onOwnCopies(TestClient at, long firstSeq, long count) {
        heard.add(at.user + " [" + firstSeq + "] own " + count);
    }

    @Override
    public void onReceipt(
            TestClient at,
            long seq,
            ReceiptKind kind,
            String peer,
            long install,
            long cseq,
            @Nullable FailureReason why) {
        heard.add(at.user + " [" + seq + "] " + kind + " " + peer + "#" + cseq + (why == null ? "" : " " + why));
    }

    private void connect(TestClient client) {
        client.connect(node, Limits.WINDOW_MESSAGES_DEFAULT, Limits.WINDOW_BYTES_DEFAULT);
        run(client);
    }

    /** Until nothing moves any more; lazy things have had their time. */
    private void run(TestClient... clients) {
        for (int i = 0; i < 20; i++) {
            for (TestClient client : clients) {
                assertThat(client.flush()).isTrue();
            }
            node.pass();
            for (TestClient client : clients) {
                client.hearAll();
            }
            clock.advanceMs(20);
        }
        assertThat(node.failures()).isEmpty();
    }

    @Test
    void aMessageArrivesAndIsAcked() {
        connect(alice);
        connect(bob);
        alice.send("bob", "hi", false);
        run(alice, bob);
        assertThat(alice.isSettled()).isTrue();
        assertThat(heard).containsExactly("alice [1] own 1", "bob [1] from alice#1 hi");
        bob.takeOverAll();
        run(alice, bob);
        assertThat(node.cursor("bob", 0xB1)).isEqualTo(1);
        assertThat(java.util.Objects.requireNonNull(node.user("bob")).inbox().first())
                .isEqualTo(2);
        assertThat(node.cursor("alice", 0xA1)).isEqualTo(1);
    }

    @Test
    void anOfflineUserCatchesUpAfterACrash() {
        connect(alice);
        alice.send("bob", "one", false);
        alice.send("bob", "two", false);
        run(alice);
        node.crash(0);
        alice.forgetConnection();
        connect(bob);
        assertThat(heard).contains("bob [1] from alice#1 one", "bob [2] from alice#2 two");
        connect(alice);
        alice.send("bob", "three", false);
        run(alice, bob);
        assertThat(heard).endsWith("alice [3] own 1", "bob [3] from alice#3 three");
    }

    @Test
    void receiptsComeBackOnlyWhenAskedFor() {
        connect(alice);
        connect(bob);
        alice.send("bob", "quiet", false);
        alice.send("bob", "loud", true);
        run(alice, bob);
        bob.takeOverAll();
        run(alice, bob);
        assertThat(heard).contains("alice [3] DELIVERED bob#2");
        bob.read(2);
        run(alice, bob);
        assertThat(heard).endsWith("alice [4] READ bob#2");
        assertThat(heard.stream().filter(line -> line.contains("DELIVERED"))).hasSize(1);
    }

    @Test
    void otherDevicesSeeWhatOneSends() {
        TestClient tablet = new TestClient("alice", 0xA2, this);
        connect(alice);
        connect(tablet);
        alice.send("bob", "hi", false);
        run(alice, tablet);
        assertThat(heard).containsExactlyInAnyOrder("alice [1] own 1", "alice [1] to bob#1 hi");
    }

    @Test
    void theNewestHelloReplacesTheOlderConnection() {
        connect(alice);
        TestClient again = new TestClient("alice", 0xA1, this);
        again.keep(0, 1);
        connect(again);
        alice.hearAll();
        assertThat(alice.errors()).containsExactly(ErrorCode.REPLACED.code());
        assertThat(again.isWelcomed()).isTrue();
    }

    @Test
    void anUnknownInstallMustEnrol() {
        alice.connect(node, 256, 1 << 20, false);
        run(alice);
        assertThat(alice.errors()).containsExactly(ErrorCode.NOT_ENROLLED.code());
    }

    @Test
    void aDeviceAheadOfItsInboxIsAnAlarm() {
        connect(alice);
        alice.disconnect();
        alice.keep(7, 1);
        connect(alice);
        assertThat(alice.errors()).containsExactly(ErrorCode.SEQ_AHEAD.code());
        assertThat(node.alarms()).hasSize(1);
    }

    @Test
    void aFailedDiskIsToldAsStorageFailedAndAFaultInTheCodeAsInternal() {
        failAliceWith(new LogFailedException("planted", new IOException("planted")));
        assertThat(alice.errors()).containsExactly(ErrorCode.STORAGE_FAILED.code());
        assertThat(node.failures()).singleElement().asString().startsWith("STORAGE_FAILED: ");
        node.crash(0);
        alice.forgetConnection();
        failAliceWith(new IllegalStateException("planted"));
        assertThat(alice.errors()).endsWith(ErrorCode.INTERNAL.code());
        assertThat(node.failures()).singleElement().asString().startsWith("INTERNAL: ");
    }

    private void failAliceWith(RuntimeException cause) {
        connect(alice);
        node.fail("alice", cause);
        node.pass();
        alice.hearAll();
    }

    @Test
    void aShutdownSaysGoodbyeAndEmptiesTheLog() {
        connect(alice);
        connect(bob);
        alice.send("bob", "last", false);
        alice.flush();
        assertThat(node.core().shutdown(1000, 5000)).isTrue();
        for (int i = 0; i < 50; i++) {
            node.pass();
            node.write();
            alice.hearAll();
            bob.hearAll();
            clock.advanceMs(20);
        }
        assertThat(alice.saidGoodbye()).isTrue();
        assertThat(alice.isSettled()).isTrue();
        assertThat(node.drained()).isEqualTo(2);
    }
}
