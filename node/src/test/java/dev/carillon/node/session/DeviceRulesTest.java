package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.ErrorCode;
import org.junit.jupiter.api.Test;

/** Which devices may come, and which hold messages back. */
class DeviceRulesTest {
    private static final long ABSENCE_MS = 120_000;
    private final Scene scene = new Scene(limits());

    private static TestLimits limits() {
        TestLimits limits = new TestLimits();
        limits.deviceAbsenceMs = ABSENCE_MS;
        limits.housekeepingMs = 80;
        limits.devicesPerUser = 2;
        return limits;
    }

    private void errorOf(TestClient device, boolean enrol, ErrorCode expected) {
        device.connect(scene.node, 256, 1 << 20, enrol);
        scene.run();
        assertThat(device.isWelcomed()).isFalse();
        assertThat(device.errors()).containsExactly(expected.code());
        assertThat(device.isConnected()).as("the connection is closed").isFalse();
    }

    @Test
    void aDeviceThatStaysAwayNoLongerHoldsTheInboxAndMustEnrolAnew() {
        TestClient phone = scene.connected("bob", 0xB1);
        TestClient lost = scene.connected("bob", 0xB2);
        lost.disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "hi", false);
        scene.run();
        phone.takeOverAll();
        scene.run();
        assertThat(scene.node.inboxFirst("bob"))
                .as("held by the one that is away")
                .isEqualTo(1);
        later(ABSENCE_MS + 1_000, phone, alice);
        assertThat(scene.node.inboxFirst("bob")).isEqualTo(2);
        assertThat(scene.node.count(Metric.DEVICES_RETIRED)).isEqualTo(1);

        // Once from the log, and once from the record.
        scene.crash();
        errorOf(lost, true, ErrorCode.DEVICE_RETIRED);
        lost.errors().clear();
        scene.trail();
        scene.crash();
        errorOf(lost, true, ErrorCode.DEVICE_RETIRED);
        lost.errors().clear();
        errorOf(lost, false, ErrorCode.DEVICE_RETIRED);

        scene.heard.clear();
        TestClient anew = scene.connected("bob", 0xB3);
        assertThat(anew.position()).as("begins with what is kept").isEqualTo(1);
    }

    @Test
    void whatADeviceSendsBehindARefusedHelloIsNotStored() {
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "1", false);
        scene.run();
        alice.disconnect();
        alice.keep(50, 2);
        alice.send("bob", "2", false);
        errorOf(alice, false, ErrorCode.SEQ_AHEAD);
        assertThat(scene.node.cseqHigh("alice", 0xA1)).isEqualTo(1);
        scene.node.alarms().clear();
    }

    /** Time passes, and those that are connected give signs of life. */
    private void later(long ms, TestClient... connected) {
        for (long at = 0; at < ms; at += 20_000) {
            scene.clock.advanceMs(Math.min(20_000, ms - at));
            for (TestClient device : connected) {
                device.ping();
            }
            scene.run();
        }
        scene.run(2_000);
    }

    @Test
    void aConnectedDeviceIsNeverAbsent() {
        TestClient bob = scene.connected("bob", 0xB1);
        later(2 * ABSENCE_MS, bob);
        assertThat(bob.isConnected()).isTrue();
        assertThat(scene.node.count(Metric.DEVICES_RETIRED)).isZero();
    }

    @Test
    void theDeviceLimitNamesItselfAndRetirementMakesRoom() {
        scene.connected("bob", 0xB1);
        TestClient second = scene.connected("bob", 0xB2);
        errorOf(scene.device("bob", 0xB3), true, ErrorCode.DEVICE_LIMIT);
        second.disconnect();
        scene.connect(second);
        second.disconnect();
        scene.clock.advanceMs(ABSENCE_MS / 2);
        scene.run(2_000);
        errorOf(scene.device("bob", 0xB4), true, ErrorCode.DEVICE_LIMIT);
        scene.clock.advanceMs(ABSENCE_MS / 2);
        scene.run(2_000);
        scene.connected("bob", 0xB5);
    }

    @Test
    void anotherUsersInstallIsNobodyHere() {
        scene.connected("bob", 0xB1);
        errorOf(scene.device("alice", 0xB1), false, ErrorCode.NOT_ENROLLED);
    }

    @Test
    void theNewestHelloClosesTheOlderSessionAndWhatItSentCountsOnce() {
        TestClient older = scene.connected("alice", 0xA1);
        scene.connected("bob", 0xB1);
        older.send("bob", "from the older", false);
        older.flush();
        // Both in one pass: the older one's SEND, then the newer one's HELLO with the same SEND.
        TestClient newer = scene.device("alice", 0xA1);
        newer.send("bob", "from the older", false);
        scene.connect(newer);
        assertThat(older.errors()).containsExactly(ErrorCode.REPLACED.code());
        assertThat(older.isConnected()).isFalse();
        assertThat(newer.isSettled()).isTrue();
        newer.send("bob", "from the newer", false);
        scene.run();
        assertThat(scene.heardBy("bob"))
                .containsExactly("[1] from alice#1 from the older", "[2] from alice#2 from the newer");
        assertThat(scene.node.count(Metric.SESSIONS_REPLACED)).isEqualTo(1);
    }

    @Test
    void aHelloThatComesLateDoesNotEndTheConnectionThatTheDeviceIsOn() {
        TestClient alice = scene.connected("alice", 0xA1);
        alice.disconnect();
        scene.connect(alice);
        TestClient late = scene.device("alice", 0xA1);
        late.sameRun(alice, 1);
        errorOf(late, false, ErrorCode.REPLACED);
        assertThat(alice.errors()).isEmpty();
        TestClient bob = scene.connected("bob", 0xB1);
        bob.send("alice", "to the newer", false);
        scene.run();
        assertThat(scene.heardBy("alice")).containsExactly("[1] from bob#1 to the newer");

        alice.disconnect();
        late.errors().clear();
        late.sameRun(alice, 1);
        scene.connect(late);
        assertThat(late.isWelcomed()).as("nobody else is there").isTrue();
    }

    @Test
    void ofTwoHellosInOnePassTheNewerWinsWhicheverComesFirst() {
        TestClient alice = scene.device("alice", 0xA1);
        TestClient late = scene.device("alice", 0xA1);
        alice.sameRun(alice, 2);
        late.sameRun(alice, 1);
        alice.connect(scene.node, 256, 1 << 20);
        late.connect(scene.node, 256, 1 << 20);
        scene.run();
        assertThat(late.errors()).containsExactly(ErrorCode.REPLACED.code());
        assertThat(alice.errors()).isEmpty();
        assertThat(alice.isWelcomed()).isTrue();
    }

    @Test
    void aConnectionThatEndsBeforeItsHelloCountsReplacesNobody() {
        TestClient alice = scene.device("alice", 0xA1);
        TestClient gone = scene.device("alice", 0xA1);
        alice.connect(scene.node, 256, 1 << 20);
        // Not enrolled yet as far as is known, so that only apply may judge.
        gone.connect(scene.node, 256, 1 << 20, false);
        gone.disconnect();
        scene.run();
        assertThat(alice.errors()).isEmpty();
        TestClient bob = scene.connected("bob", 0xB1);
        bob.send("alice", "still here", false);
        scene.run();
        assertThat(scene.heardBy("alice")).containsExactly("[1] from bob#1 still here");
    }

    @Test
    void ofTwoHellosInOnePassTheLastWins() {
        TestClient first = scene.device("alice", 0xA1);
        TestClient second = scene.device("alice", 0xA1);
        first.connect(scene.node, 256, 1 << 20);
        second.connect(scene.node, 256, 1 << 20);
        scene.run();
        assertThat(first.errors()).containsExactly(ErrorCode.REPLACED.code());
        assertThat(second.isWelcomed()).isTrue();
        assertThat(second.isConnected()).isTrue();
        TestClient bob = scene.connected("bob", 0xB1);
        bob.send("alice", "to one only", false);
        scene.run();
        assertThat(scene.heardBy("alice")).containsExactly("[1] from bob#1 to one only");
    }
}
