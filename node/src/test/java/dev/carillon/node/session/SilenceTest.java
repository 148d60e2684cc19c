package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import org.junit.jupiter.api.Test;

/** Devices that say nothing, take nothing, or let the node send nothing. */
class SilenceTest {
    private static final long KEEPALIVE_MS = CoreLimits.defaults().keepaliveMs();
    private final Scene scene = new Scene();

    @Test
    void aSilentDeviceIsClosedAfterThreeKeepalivePeriods() {
        TestClient alice = scene.connected("alice", 0xA1);
        scene.run(Limits.KEEPALIVE_MISSES * KEEPALIVE_MS - 2_000);
        assertThat(alice.isConnected()).as("not before").isTrue();
        scene.run(4_000);
        assertThat(alice.errors()).containsExactly(ErrorCode.IDLE_TIMEOUT.code());
        assertThat(alice.isConnected()).isFalse();
        assertThat(scene.node.count(Metric.SESSIONS_TIMED_OUT)).isEqualTo(1);
        assertThat(scene.node.count(Metric.SESSIONS)).isZero();
    }

    @Test
    void anySignOfLifeKeepsAConnectionAndPongTellsTheHead() {
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        for (int i = 1; i <= 5; i++) {
            scene.run(KEEPALIVE_MS);
            bob.ping();
            alice.send("bob", "m" + i, false);
            scene.run();
            bob.ping();
            scene.run();
            assertThat(bob.pongHead()).isEqualTo(i);
        }
        assertThat(alice.errors()).isEmpty();
        assertThat(bob.errors()).isEmpty();
    }

    @Test
    void aDeviceWithoutCreditGetsNothingButAcksAndTheRestWithNewCredit() {
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.device("bob", 0xB1);
        scene.connect(bob, 2);
        for (int i = 1; i <= 5; i++) {
            alice.send("bob", "m" + i, false);
        }
        bob.send("alice", "up", false);
        scene.run(10_000);
        assertThat(bob.position()).as("two delivered, or the own copy and two").isLessThanOrEqualTo(3);
        assertThat(bob.isSettled()).as("acks need no credit").isTrue();
        assertThat(scene.node.head("bob")).isEqualTo(6);
        bob.credit(0, 0);
        bob.takeOverAll();
        long before = bob.position();
        scene.run();
        assertThat(bob.position()).as("credit of nothing stops the flow").isEqualTo(before);
        bob.credit(256, 1 << 20);
        scene.run();
        assertThat(bob.position()).isEqualTo(6);
        bob.takeOverAll();
        scene.run();
        assertThat(scene.node.cursor("bob", 0xB1)).isEqualTo(6);
    }

    @Test
    void aReaderThatTakesNothingIsClosedAndGetsEverythingLater() {
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        bob.pipe().room(100);
        for (int i = 1; i <= 30; i++) {
            alice.send("bob", "m" + i, false);
        }
        long heardMs = 0;
        while (heardMs < CoreLimits.defaults().slowReaderMs() + 2_000) {
            alice.flush();
            bob.ping();
            bob.flush();
            scene.node.pass();
            alice.hearAll();
            scene.clock.advanceMs(50);
            heardMs += 50;
            if (heardMs < CoreLimits.defaults().slowReaderMs() - 2_000) {
                assertThat(bob.pipe().isClosing()).isFalse();
            }
        }
        assertThat(bob.pipe().isClosing()).isTrue();
        assertThat(scene.node.count(Metric.SESSIONS_TIMED_OUT)).isEqualTo(1);
        bob.disconnect();
        bob.keep(0, 1);
        scene.connect(bob);
        assertThat(bob.position()).isEqualTo(30);
    }
}
