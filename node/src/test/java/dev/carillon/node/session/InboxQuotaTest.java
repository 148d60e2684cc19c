package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A full inbox: what does not fit fails by name, durably, and nothing that nobody has makes room. */
class InboxQuotaTest {
    private static TestLimits messages(int most) {
        TestLimits limits = new TestLimits();
        limits.inboxMessages = most;
        return limits;
    }

    @Test
    void messagesBeyondTheCountFailWithTheReasonAlsoWithoutAReceiptAskedFor() {
        Scene scene = new Scene(messages(2));
        scene.connected("bob", 0xB1).disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        for (String text : List.of("one", "two", "three", "four")) {
            alice.send("bob", text, false);
        }
        scene.run();
        assertThat(alice.isSettled()).as("acked all the same").isTrue();
        assertThat(scene.heardBy("alice")).endsWith("[5] FAILED bob#3 INBOX_FULL", "[6] FAILED bob#4 INBOX_FULL");
        scene.connect(scene.device("bob", 0xB1));
        assertThat(scene.heardBy("bob")).containsExactly("[1] from alice#1 one", "[2] from alice#2 two");
    }

    @Test
    void aFailureIsAsDurableAsAMessage() {
        Scene scene = new Scene(messages(1));
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "one", false);
        alice.send("bob", "two", false);
        alice.flush();
        for (int i = 0; i < 10; i++) {
            scene.node.pass();
        }
        // It had left the node and never arrived.
        scene.crash();
        scene.connect(alice);
        assertThat(scene.heardBy("alice")).endsWith("[3] FAILED bob#2 INBOX_FULL");
        scene.crash();
        scene.connect(alice);
        alice.takeOverAll();
        scene.run();
        assertThat(scene.heardBy("alice").stream().filter(line -> line.contains("FAILED")))
                .as("the same item again, for it was not acked")
                .containsExactly("[3] FAILED bob#2 INBOX_FULL", "[3] FAILED bob#2 INBOX_FULL");
    }

    @Test
    void messagesBeyondTheBytesFailWhileSmallerOnesFit() {
        TestLimits limits = new TestLimits();
        limits.inboxBytes = 4_000;
        Scene scene = new Scene(limits);
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "x".repeat(3_000), false);
        alice.send("bob", "y".repeat(1_000), false);
        alice.send("bob", "z", false);
        scene.run();
        assertThat(scene.heardBy("alice")).endsWith("[4] FAILED bob#2 INBOX_FULL");
        scene.connected("bob", 0xB1);
        assertThat(scene.heardBy("bob")).hasSize(2).last().isEqualTo("[2] from alice#3 z");
    }

    @Test
    void roomComesBackByAcknowledgingAlsoAfterARestart() {
        TestLimits limits = messages(3);
        limits.inboxBytes = 300;
        Scene scene = new Scene(limits);
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        for (int round = 0; round < 20; round++) {
            alice.send("bob", "x".repeat(80), false);
            alice.send("bob", "y".repeat(80), false);
            scene.run();
            bob.takeOverAll();
            scene.run();
            if (round % 5 == 4) {
                scene.crash();
                scene.connect(alice);
                scene.connect(bob);
            }
        }
        assertThat(bob.position()).isEqualTo(40);
        assertThat(scene.heard).noneMatch(line -> line.contains("FAILED"));
    }

    @Test
    void receiptsGoIntoAFullInbox() {
        Scene scene = new Scene(messages(2));
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        alice.send("bob", "tell me", true);
        scene.run();
        alice.disconnect();
        bob.send("alice", "one", false);
        bob.send("alice", "two", false);
        bob.send("alice", "too much", false);
        scene.run();
        bob.takeOverAll();
        scene.run();
        scene.connect(alice);
        assertThat(scene.heardBy("alice")).endsWith("[2] from bob#1 one", "[3] from bob#2 two", "[4] DELIVERED bob#1");
        assertThat(scene.heardBy("bob").stream().filter(line -> line.contains("FAILED")))
                .containsExactly("[5] FAILED alice#3 INBOX_FULL");
    }

    @Test
    void whatOneDeviceHasMakesRoomAndTheOtherIsToldOfIt() {
        Scene scene = new Scene(messages(2));
        TestClient phone = scene.connected("bob", 0xB1);
        TestClient tablet = scene.connected("bob", 0xB2);
        tablet.disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        for (int i = 1; i <= 4; i++) {
            alice.send("bob", "m" + i, false);
            scene.run();
            phone.takeOverAll();
            scene.run();
        }
        assertThat(scene.heardBy("alice")).noneMatch(line -> line.contains("FAILED"));
        scene.heard.clear();
        scene.connect(tablet);
        assertThat(scene.heardBy("bob"))
                .containsExactly("[1-2] skip PURGED", "[3] from alice#3 m3", "[4] from alice#4 m4");
    }

    @Test
    void anOwnCopyIsKeptWhateverTheQuotaForItWasAcked() {
        Scene scene = new Scene(messages(1));
        TestClient phone = scene.connected("alice", 0xA1);
        TestClient tablet = scene.connected("alice", 0xA2);
        tablet.disconnect();
        TestClient bob = scene.connected("bob", 0xB1);
        bob.send("alice", "fills it", false);
        scene.run();
        phone.send("bob", "mine", false);
        scene.run();
        assertThat(phone.isSettled()).isTrue();
        scene.heard.clear();
        scene.connect(tablet);
        assertThat(scene.heardBy("alice")).containsExactly("[1] from bob#1 fills it", "[2] to bob#1 mine");
    }
}
