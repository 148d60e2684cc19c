package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.delivery.Metric;
import org.junit.jupiter.api.Test;

/** What nobody fetches grows too old: it is removed, said so to the devices, and fails for its sender. */
class InboxAgeTest {
    private static final long AGE_MS = 60_000;
    private final Scene scene = new Scene(limits());

    private static TestLimits limits() {
        TestLimits limits = new TestLimits();
        limits.inboxAgeMs = AGE_MS;
        limits.housekeepingMs = 80;
        limits.clockJumpMs = 10_000;
        return limits;
    }

    /** Housekeeping needs some rounds for all partitions. */
    private void later(long ms) {
        scene.clock.advanceMs(ms);
        scene.run(2_000);
    }

    @Test
    void anOldMessageFailsAndIsSkipped() {
        TestClient bob = scene.connected("bob", 0xB1);
        bob.disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "old", false);
        scene.run();
        later(AGE_MS - 10_000);
        assertThat(scene.heard).as("not yet").noneMatch(line -> line.contains("FAILED"));
        alice.send("bob", "young", false);
        later(12_000);
        assertThat(scene.heardBy("alice")).endsWith("[3] FAILED bob#1 EXPIRED");
        scene.connect(bob);
        assertThat(scene.heardBy("bob")).containsExactly("[1-1] skip EXPIRED", "[2] from alice#2 young");
        assertThat(scene.node.cursor("bob", 0xB1)).isEqualTo(1);
    }

    @Test
    void expiryAndItsReceiptsSurviveACrash() {
        TestClient bob = scene.connected("bob", 0xB1);
        bob.disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "old", true);
        scene.run();
        alice.disconnect();
        later(AGE_MS + 1_000);
        scene.crash();
        scene.connect(bob);
        scene.connect(alice);
        assertThat(scene.heardBy("alice")).endsWith("[2] FAILED bob#1 EXPIRED");
        assertThat(scene.heardBy("bob")).containsExactly("[1-1] skip EXPIRED");
        later(AGE_MS);
        assertThat(scene.heardBy("alice").stream().filter(line -> line.contains("FAILED")))
                .hasSize(1);
    }

    @Test
    void whatOneDeviceHasTakenOverExpiresForTheOtherWithoutAFailure() {
        TestClient phone = scene.connected("bob", 0xB1);
        TestClient tablet = scene.connected("bob", 0xB2);
        tablet.disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "had", true);
        scene.run();
        phone.takeOverAll();
        scene.run();
        later(AGE_MS + 1_000);
        assertThat(scene.heardBy("alice")).contains("[2] DELIVERED bob#1").noneMatch(line -> line.contains("FAILED"));
        scene.heard.clear();
        scene.connect(tablet);
        assertThat(scene.heardBy("bob")).containsExactly("[1-1] skip EXPIRED");
    }

    @Test
    void whatOneDeviceHasTakenOverDoesNotFailAlsoIfNobodyAskedForAReceipt() {
        TestClient phone = scene.connected("bob", 0xB1);
        scene.connected("bob", 0xB2).disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "had", false);
        scene.run();
        phone.takeOverAll();
        scene.run();
        later(AGE_MS + 1_000);
        assertThat(scene.node.inboxFirst("bob")).as("expired").isEqualTo(2);
        assertThat(scene.heardBy("alice")).noneMatch(line -> line.contains("FAILED"));
    }

    @Test
    void aReceiptThatNobodyFetchedExpiresSilently() {
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        alice.send("bob", "hi", true);
        scene.run();
        alice.disconnect();
        bob.takeOverAll();
        scene.run();
        later(AGE_MS + 1_000);
        scene.connect(alice);
        assertThat(scene.heardBy("alice")).endsWith("[1-2] skip EXPIRED");
        assertThat(scene.heardBy("bob")).noneMatch(line -> line.contains("FAILED"));
    }

    @Test
    void aJumpOfTheWallClockSuspendsExpiryAndRaisesAnAlarm() {
        TestClient bob = scene.connected("bob", 0xB1);
        bob.disconnect();
        TestClient alice = scene.connected("alice", 0xA1);
        alice.send("bob", "young", false);
        scene.run();
        scene.clock.jumpMs(AGE_MS * 10);
        scene.run(2_000);
        assertThat(scene.node.count(Metric.ALARMS_CLOCK))
                .as("one alarm per loop")
                .isEqualTo(2);
        assertThat(scene.node.alarms()).hasSize(2).allMatch(alarm -> alarm.contains("wall clock has jumped"));
        assertThat(scene.heard).noneMatch(line -> line.contains("FAILED"));

        // By the clock that does not jump it is old now, but who knows which of the two is right.
        later(AGE_MS + 1_000);
        assertThat(scene.heard).as("suspended").noneMatch(line -> line.contains("FAILED"));

        scene.clock.jumpMs(-AGE_MS * 10);
        scene.run(2_000);
        assertThat(scene.heardBy("alice")).as("goes on").endsWith("[2] FAILED bob#1 EXPIRED");
        assertThat(scene.node.alarms()).hasSize(2);
    }

    @Test
    void stampsNeverGoBackAlsoWhenTheWallClockDoes() {
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        alice.send("bob", "before", false);
        scene.run();
        scene.clock.jumpMs(-9_000);
        alice.send("bob", "after", false);
        scene.run();
        bob.disconnect();
        // One stamp that goes back would be told as such: both come from the inbox.
        scene.clock.jumpMs(9_000);
        scene.connect(bob);
        assertThat(bob.position()).isEqualTo(2);
        assertThat(bob.stampsBack()).isZero();
    }

    @Test
    void aSmallCorrectionOfTheWallClockIsNoAlarm() {
        TestClient alice = scene.connected("alice", 0xA1);
        scene.clock.jumpMs(9_000);
        scene.run(1_000);
        scene.clock.jumpMs(-9_000);
        alice.send("bob", "hi", false);
        scene.run(1_000);
        assertThat(alice.isSettled()).isTrue();
        assertThat(scene.node.alarms()).isEmpty();
    }
}
