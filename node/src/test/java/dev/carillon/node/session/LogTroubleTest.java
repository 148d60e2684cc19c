package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.delivery.Metric;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.Limits;
import dev.carillon.storage.log.Durability;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A log without room, a log that fails, and logs that sync less. */
class LogTroubleTest {
    private static final long DISK = 1L << 30;

    private static TestLimits quickToFreeze() {
        TestLimits limits = new TestLimits();
        limits.freezeBytes = 1_000;
        limits.freezeAgeMs = 100;
        return limits;
    }

    @Test
    void withAFullLogSendsAreRefusedForNowReadsGoOnAndSendsToo() {
        Scene scene = new Scene(new TestLimits());
        String from = scene.userOn(0, "alice");
        String to = scene.userOn(0, "bob");
        TestClient alice = scene.connected(from, 0xA1);
        TestClient bob = scene.connected(to, 0xB1);
        scene.node.disk(0).setCapacity(0);
        int sent = 0;
        while (alice.refusals().isEmpty()) {
            assertThat(++sent).as("sends until the log is full").isLessThan(1_000);
            alice.send(to, "m" + sent + " ".repeat(200), false);
            scene.run(100);
        }
        assertThat(alice.refusals()).allMatch(refusal -> refusal.startsWith("STORAGE_FULL "));
        assertThat(alice.isSettled()).isFalse();
        assertThat(scene.node.count(Metric.REFUSED_STORAGE_FULL)).isPositive();
        long high = scene.node.cseqHigh(from, 0xA1);
        scene.run(1_000);
        assertThat(scene.node.cseqHigh(from, 0xA1)).as("not consumed").isEqualTo(high);
        // What is stored is still delivered, and what shrinks the inbox is still heard.
        assertThat(bob.position()).isEqualTo(high);
        bob.takeOverAll();
        scene.run();
        assertThat(scene.node.cursor(to, 0xB1)).isEqualTo(high);

        scene.node.disk(0).setCapacity(DISK);
        scene.run(1_000);
        assertThat(alice.isSettled()).as("goes on by itself").isTrue();
        assertThat(bob.position()).isEqualTo(sent);
        scene.crash();
        scene.connect(alice);
        assertThat(scene.node.cseqHigh(from, 0xA1)).isEqualTo(sent);
    }

    @Test
    void onADiskThatIsNearlyFullSendsStopBeforeReadsAndAcksDo() {
        Scene scene = new Scene(new TestLimits());
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        alice.send("bob", "before", false);
        scene.run();
        scene.node.diskScarce = true;
        alice.send("bob", "too late", false);
        scene.run(1_000);
        assertThat(alice.refusals()).isNotEmpty().allMatch(refusal -> refusal.startsWith("STORAGE_FULL "));
        assertThat(bob.position()).isEqualTo(1);
        bob.takeOverAll();
        scene.run();
        assertThat(scene.node.cursor("bob", 0xB1)).as("acks make room").isEqualTo(1);
        TestClient tablet = scene.connected("bob", 0xB2);
        assertThat(tablet.isWelcomed()).as("devices come and read").isTrue();

        scene.node.diskScarce = false;
        scene.run(1_000);
        assertThat(alice.isSettled()).as("goes on by itself").isTrue();
        assertThat(bob.position()).isEqualTo(2);
    }

    @Test
    void whatWaitedForRoomIsCommittedWithoutMoreTraffic() {
        Scene scene = new Scene(new TestLimits());
        String user = scene.userOn(0, "alice");
        TestClient alice = scene.connected(user, 0xA1);
        TestClient tablet = scene.connected(user, 0xA2);
        alice.send(user, "to myself", false);
        scene.run(1_000);
        scene.node.disk(0).setCapacity(0);
        // More in one pass than a segment holds.
        for (int i = 0; i < 8; i++) {
            alice.send(user, " ".repeat(3_000), false);
        }
        alice.flush();
        scene.run(100);
        long before = scene.node.cursor(user, 0xA2);
        tablet.takeOverAll();
        scene.run(1_000);
        assertThat(scene.node.cursor(user, 0xA2)).as("an entry waits for room").isEqualTo(before);

        alice.disconnect();
        scene.node.disk(0).setCapacity(DISK);
        scene.run(1_000);
        assertThat(scene.node.cursor(user, 0xA2)).isEqualTo(tablet.takenOver()).isGreaterThan(before);
    }

    /** A replica that does not know yet that it leads no more would refuse devices that the one that leads has enrolled. */
    @Test
    void onlyWhatIsCommittedRefusesADevice() {
        Scene scene = new Scene(new TestLimits());
        String user = scene.userOn(0, "alice");
        TestClient alice = scene.connected(user, 0xA1);
        scene.node.disk(0).setCapacity(0);
        // More in one pass than a segment holds.
        for (int i = 0; i < 8; i++) {
            alice.send(user, " ".repeat(3_000), false);
        }
        alice.flush();
        scene.run(100);
        TestClient stranger = scene.device(user, 0xA2);
        stranger.connect(scene.node, 256, 1 << 20, false);
        scene.run(1_000);
        assertThat(stranger.errors()).as("nothing can be committed").isEmpty();

        scene.node.disk(0).setCapacity(DISK);
        scene.run(1_000);
        assertThat(stranger.errors()).containsExactly(ErrorCode.NOT_ENROLLED.code());
    }

    @Test
    void aFullLogMakesRoomBehindWhatTheEngineHasAlsoWhenNobodyMaySend() {
        Scene scene = new Scene(quickToFreeze());
        String from = scene.userOn(0, "alice");
        TestClient alice = scene.connected(from, 0xA1);
        scene.node.disk(0).setCapacity(0);
        int sent = 0;
        while (alice.refusals().isEmpty()) {
            assertThat(++sent).as("sends until the log is full").isLessThan(1_000);
            alice.send(from, "m" + sent + " ".repeat(200), false);
            scene.run(100);
        }
        // The disk stays as small as it is: only the background writer helps.
        for (int i = 0; i < 20; i++) {
            scene.node.write();
            scene.run(200);
        }
        assertThat(alice.isSettled()).isTrue();
        assertThat(scene.node.logCuts()).isPositive();
    }

    @Test
    void aLogThatFailsAcksNothingAndStopsTheLoop() {
        Scene scene = new Scene();
        String from = scene.userOn(0, "alice");
        TestClient alice = scene.connected(from, 0xA1);
        TestClient bob = scene.connected(scene.userOn(0, "bob"), 0xB1);
        TestClient elsewhere = scene.connected(scene.userOn(1, "carol"), 0xC1);
        alice.send(bob.user, "doubtful", false);
        alice.send(bob.user, "x".repeat(Limits.PAYLOAD_MAX + 1), false);
        alice.flush();
        scene.node.disk(0).failSyncAfter(1);
        scene.node.pass();
        assertThat(scene.node.failures()).hasSize(1).first().asString().contains("Simulated sync failure");
        alice.hearAll();
        bob.hearAll();
        assertThat(alice.isSettled()).as("acked").isFalse();
        assertThat(alice.refusals()).as("refused for good").isEmpty();
        assertThat(alice.errors()).containsExactly(ErrorCode.STORAGE_FAILED.code());
        assertThat(bob.errors()).containsExactly(ErrorCode.STORAGE_FAILED.code());
        assertThat(scene.heardBy(bob.user)).isEmpty();

        TestClient late = scene.device(scene.userOn(0, "dave"), 0xD1);
        late.connect(scene.node, 256, 1 << 20);
        scene.node.pass();
        late.hearAll();
        assertThat(late.isWelcomed()).as("the loop serves nobody any more").isFalse();
        assertThat(elsewhere.isConnected())
                .as("the other loop waits for the node to stop")
                .isTrue();

        // Whether or not the write had reached the disk: after a restart it is there once.
        scene.crash();
        scene.connect(alice);
        scene.connect(bob);
        assertThat(alice.isSettled()).isTrue();
        assertThat(scene.heardBy(bob.user)).containsExactly("[1] from " + from + "#1 doubtful");
    }

    @Test
    void aFailedWriteAcksNothingEither() {
        Scene scene = new Scene();
        String from = scene.userOn(0, "alice");
        TestClient alice = scene.connected(from, 0xA1);
        alice.send(from, "doubtful", false);
        alice.flush();
        scene.node.disk(0).failWriteAfter(1);
        scene.node.pass();
        alice.hearAll();
        assertThat(alice.isSettled()).isFalse();
        assertThat(alice.errors()).containsExactly(ErrorCode.STORAGE_FAILED.code());
        assertThat(scene.node.failures()).hasSize(1);
    }

    @Test
    void withoutDurabilityAcksComeWithoutASync() {
        Scene scene = new Scene(new TestLimits(), Durability.NONE);
        TestClient alice = scene.connected("alice", 0xA1);
        long syncs = syncs(scene);
        alice.send("bob", "hi", false);
        scene.run(10_000);
        assertThat(alice.isSettled()).isTrue();
        assertThat(syncs(scene)).isEqualTo(syncs);
    }

    @Test
    void anAckBeforeItsSyncMeansWhatTheWarningSays() {
        Scene scene = new Scene(new TestLimits(), Durability.interval(Duration.ofSeconds(1)));
        TestClient alice = scene.connected("alice", 0xA1);
        TestClient bob = scene.connected("bob", 0xB1);
        scene.run(2_000);
        // The first after a pause is synced at once; this one is acked while the interval runs.
        alice.send("bob", "one", false);
        scene.run(100);
        long syncs = syncs(scene);
        alice.send("bob", "two", false);
        scene.run(100);
        assertThat(alice.isSettled()).isTrue();
        assertThat(bob.position()).isEqualTo(2);
        assertThat(syncs(scene)).as("acked without a sync").isEqualTo(syncs);
        // Then the interval is over, and nobody says anything more.
        scene.run(1_500);
        assertThat(syncs(scene)).as("synced when the interval is over").isGreaterThan(syncs);
        scene.crash();
        assertThat(scene.node.cseqHigh("alice", 0xA1)).isEqualTo(2);
        assertThat(scene.node.head("bob")).isEqualTo(2);
    }

    private static long syncs(Scene scene) {
        return scene.node.disk(0).counts().syncs() + scene.node.disk(1).counts().syncs();
    }
}
