package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Receipts say what is true, and never less than before (PROTOCOL.md, section 12). */
class ReceiptOrderTest {
    private final Scene scene = new Scene();
    private final TestClient alice = scene.connected("alice", 0xA1);
    private final TestClient bob = scene.connected("bob", 0xB1);

    private List<String> receipts() {
        return scene.heardBy("alice").stream()
                .filter(line -> line.contains("DELIVERED") || line.contains("READ") || line.contains("FAILED"))
                .map(line -> line.replaceFirst("^\\[[0-9]+] ", ""))
                .toList();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            alice.send("bob", "m" + i, true);
        }
        scene.run();
    }

    @Test
    void readBeforeTheAckIncludesDelivered() {
        send(2);
        bob.read(1);
        scene.run();
        assertThat(receipts()).containsExactly("READ bob#1");
        bob.takeOver(1);
        scene.run();
        assertThat(receipts()).as("no DELIVERED after its READ").containsExactly("READ bob#1");
        bob.takeOverAll();
        scene.run();
        assertThat(receipts()).containsExactly("READ bob#1", "DELIVERED bob#2");
        bob.read(2);
        scene.run();
        assertThat(receipts()).containsExactly("READ bob#1", "DELIVERED bob#2", "READ bob#2");
    }

    @Test
    void readBeforeTheAckIsRememberedAcrossACrash() {
        send(2);
        bob.read(2);
        scene.run();
        scene.crash();
        scene.connect(alice);
        scene.connect(bob);
        bob.takeOverAll();
        scene.run();
        assertThat(receipts().stream().filter(line -> line.startsWith("DELIVERED")))
                .isEmpty();
        assertThat(receipts()).contains("READ bob#2");
    }

    @Test
    void anEarlierReadAfterALaterOneSaysNothing() {
        send(3);
        bob.read(3);
        scene.run();
        bob.read(1);
        bob.read(3);
        scene.run();
        bob.takeOverAll();
        scene.run();
        bob.read(2);
        scene.run();
        assertThat(receipts()).containsExactly("READ bob#3");
    }

    @Test
    void whatWasReadButNeverAcknowledgedDoesNotFailWhenItExpires() {
        TestLimits limits = new TestLimits();
        limits.inboxAgeMs = 60_000;
        limits.housekeepingMs = 80;
        Scene aging = new Scene(limits);
        TestClient from = aging.connected("alice", 0xA1);
        TestClient to = aging.connected("bob", 0xB1);
        from.send("bob", "read", true);
        from.send("bob", "not read", true);
        aging.run();
        to.read(1);
        aging.run();
        to.disconnect();
        aging.clock.advanceMs(61_000);
        aging.run(2_000);
        assertThat(aging.heardBy("alice")).endsWith("[3] READ bob#1", "[4] FAILED bob#2 EXPIRED");
    }

    @Test
    void readOfOneSenderLeavesTheOthersDelivered() {
        TestClient tablet = scene.connected("alice", 0xA2);
        alice.send("bob", "from the phone", true);
        scene.run();
        tablet.send("bob", "from the tablet", true);
        scene.run();
        bob.read(2);
        scene.run();
        bob.takeOverAll();
        scene.run();
        assertThat(receipts().stream().distinct()).containsExactlyInAnyOrder("READ bob#1", "DELIVERED bob#1");
        // Each of alice's two devices hears both: one READ of the tablet's, one DELIVERED of the phone's.
        assertThat(receipts()).hasSize(4);
    }

    @Test
    void readWithoutAReceiptAskedForSaysNothing() {
        alice.send("bob", "quiet", false);
        scene.run();
        bob.read(1);
        bob.takeOverAll();
        scene.run();
        assertThat(receipts()).isEmpty();
    }

    @Test
    void readTwiceWithoutAReceiptAskedForSaysNothing() {
        send(1);
        alice.send("bob", "quiet", false);
        scene.run();
        bob.read(2);
        scene.run();
        bob.takeOver(1);
        scene.run();
        bob.takeOver(2);
        scene.run();
        bob.read(2);
        scene.run();
        assertThat(receipts()).containsExactly("READ bob#1");
    }

    @Test
    void aDeliveredReceiptWaitsForTheFirstAckAndComesOnce() {
        TestClient tablet = scene.connected("bob", 0xB2);
        send(1);
        scene.run(5_000);
        assertThat(receipts()).as("in hand is not taken over").isEmpty();
        bob.takeOverAll();
        scene.run();
        assertThat(receipts()).containsExactly("DELIVERED bob#1");
        tablet.takeOverAll();
        scene.run();
        assertThat(receipts()).containsExactly("DELIVERED bob#1");
    }
}
