package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import org.junit.jupiter.api.Test;

/** How sends are judged (PROTOCOL.md, section 8). */
class SendRulesTest {
    @Test
    void aGapIsNamedAndNothingBeyondItIsStored() {
        Scene scene = new Scene();
        TestClient alice = scene.connected("alice", 0xA1);
        scene.connected("bob", 0xB1);
        alice.send("bob", "one", false);
        scene.run();
        // A device that lost its second message, or leaves it out by mistake.
        alice.skipCseq();
        alice.send("bob", "three", false);
        scene.run();
        assertThat(alice.refusals()).containsExactly("CSEQ_GAP 2");
        assertThat(scene.node.cseqHigh("alice", 0xA1)).isEqualTo(1);
        assertThat(scene.heardBy("bob")).containsExactly("[1] from alice#1 one");
        assertThat(scene.node.count(Metric.REFUSED_CSEQ_GAP)).isEqualTo(1);
        assertThat(alice.isConnected()).isTrue();
    }

    @Test
    void aRefusalForGoodConsumesItsCseqAlsoAcrossACrash() {
        Scene scene = new Scene();
        TestClient alice = scene.connected("alice", 0xA1);
        scene.connected("bob", 0xB1);
        alice.send("bob", "one", false);
        alice.send("bob", "x".repeat(Limits.PAYLOAD_MAX + 1), false);
        alice.send("bob", "three", false);
        alice.flush();
        scene.node.pass();
        scene.node.pass();
        // Stored and refused, and nobody heard of it.
        scene.crash();
        scene.connect(alice);
        assertThat(alice.refusals()).containsExactly("PAYLOAD_TOO_BIG 2");
        assertThat(scene.heardBy("alice")).contains("#1 stored", "#2 refused", "#3 stored");
        assertThat(scene.node.cseqHigh("alice", 0xA1)).isEqualTo(3);
        scene.connect(scene.device("bob", 0xB1));
        assertThat(scene.heardBy("bob")).endsWith("[1] from alice#1 one", "[2] from alice#3 three");
    }

    @Test
    void theLargestPayloadIsDelivered() {
        Scene scene = new Scene();
        TestClient alice = scene.connected("alice", 0xA1);
        scene.connected("bob", 0xB1);
        alice.send("bob", "x".repeat(Limits.PAYLOAD_MAX), false);
        scene.run();
        assertThat(alice.refusals()).isEmpty();
        assertThat(scene.heardBy("bob")).singleElement().asString().hasSizeGreaterThan(Limits.PAYLOAD_MAX);
    }

    @Test
    void aRefusalForNowConsumesNothingAndTheClientRewinds() {
        TestLimits limits = new TestLimits();
        limits.outboxMessagesPerPair = 2;
        Scene scene = new Scene(limits);
        String from = scene.userOn(0, "alice");
        String to = scene.userOn(1, "bob");
        TestClient alice = scene.connected(from, 0xA1);
        scene.connected(to, 0xB1);
        for (int i = 1; i <= 3; i++) {
            alice.send(to, "m" + i, false);
            alice.flush();
            // The recipient's loop stands still.
            scene.node.pass(0);
        }
        alice.send(to, "m4", false);
        alice.send(to, "m5", false);
        alice.flush();
        scene.node.pass(0);
        alice.hearAll();
        assertThat(alice.refusals()).containsExactly("OVERLOADED 4");
        assertThat(scene.node.cseqHigh(from, 0xA1)).as("not consumed").isEqualTo(3);
        scene.run();
        assertThat(alice.isSettled()).isTrue();
        assertThat(scene.heardBy(to))
                .containsExactly(
                        "[1] from " + from + "#1 m1",
                        "[2] from " + from + "#2 m2",
                        "[3] from " + from + "#3 m3",
                        "[4] from " + from + "#4 m4",
                        "[5] from " + from + "#5 m5");
    }

    @Test
    void moreUnderWayThanGrantedEndsTheConnectionAndLosesNothing() {
        Scene scene = new Scene();
        TestClient alice = scene.connected("alice", 0xA1);
        scene.connected("bob", 0xB1);
        alice.ignoreSendWindow();
        for (int i = 0; i < 300; i++) {
            alice.send("bob", "m" + i, false);
        }
        alice.flush();
        scene.node.pass();
        alice.hearAll();
        assertThat(alice.errors()).containsExactly(ErrorCode.WINDOW_EXCEEDED.code());
        scene.connect(alice);
        scene.run();
        assertThat(alice.isSettled()).isTrue();
        assertThat(scene.node.head("bob")).isEqualTo(300);
    }

    @Test
    void aSmallerWindowOfTheNodeIsSaidInWelcome() {
        TestLimits limits = new TestLimits();
        limits.sendWindowMessages = 3;
        Scene scene = new Scene(limits);
        TestClient alice = scene.connected("alice", 0xA1);
        for (int i = 0; i < 10; i++) {
            alice.send("bob", "m" + i, false);
        }
        alice.flush();
        scene.node.pass();
        assertThat(scene.node.cseqHigh("alice", 0xA1)).isEqualTo(3);
        scene.run();
        assertThat(alice.isSettled()).isTrue();
    }

    @Test
    void aSendBeforeItsAckWasHeardIsAckedAgainAndStoredOnce() {
        Scene scene = new Scene();
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        alice.send("bob", "one", false);
        alice.send("bob", "two", false);
        alice.flush();
        scene.node.pass();
        alice.disconnect();
        scene.connect(alice);
        assertThat(alice.isSettled()).isTrue();
        assertThat(bob.position()).isEqualTo(2);
        assertThat(scene.heardBy("bob")).containsExactly("[1] from alice#1 one", "[2] from alice#2 two");
    }

    @Test
    void aRefusalForNowDoesNotSpeakOfWhatAnOlderConnectionStoredMeanwhile() {
        refusedBehindAnOlderConnection(0);
    }

    @Test
    void aRefusalForNowSpeaksOfWhatIsBehindThat() {
        refusedBehindAnOlderConnection(3);
    }

    /** The older connection's sends wait for room in the log when the device is back, with {@code more} sends. */
    private static void refusedBehindAnOlderConnection(int more) {
        Scene scene = new Scene();
        TestClient older = scene.connected("alice", 0xA1);
        TestClient newer = scene.device("alice", 0xA1);
        for (int i = 1; i <= 100; i++) {
            // More than is left of any segment.
            older.send("bob", "m" + i + " ".repeat(500), false);
            newer.send("bob", "m" + i + " ".repeat(500), false);
        }
        for (int i = 1; i <= more; i++) {
            newer.send("bob", "more" + i, false);
        }
        int loop = scene.node.loopOf("alice");
        scene.node.disk(loop).setCapacity(0);
        older.flush();
        scene.node.pass(loop);
        newer.connect(scene.node, Limits.WINDOW_MESSAGES_DEFAULT, Limits.WINDOW_BYTES_DEFAULT);
        scene.node.pass(loop);
        assertThat(scene.node.count(Metric.REFUSED_STORAGE_FULL)).isPositive();
        assertThat(newer.isWelcomed()).isFalse();
        scene.node.disk(loop).setCapacity(1L << 30);
        scene.run();
        assertThat(newer.isSettled()).isTrue();
        newer.send("bob", "and on", false);
        scene.run();
        assertThat(newer.isSettled()).isTrue();
        assertThat(scene.node.head("bob")).isEqualTo(101 + more);
    }
}
