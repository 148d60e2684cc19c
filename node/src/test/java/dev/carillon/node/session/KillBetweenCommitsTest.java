package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.delivery.Metric;
import org.junit.jupiter.api.Test;

/**
 * A message is committed twice, by its sender's partition and by its recipient's. The power goes at each place between
 * and around the two commits; whatever the sender had heard by then, the message is delivered once and settled once.
 */
class KillBetweenCommitsTest {
    private final Scene scene = new Scene();

    @Test
    void betweenTheTwoCommitsOfDifferentLoops() {
        killAfterTheSendersCommit(scene.userOn(0, "alice"), scene.userOn(1, "bob"), false);
    }

    @Test
    void betweenTheTwoCommitsOfDifferentLoopsAfterTheAckWasHeard() {
        killAfterTheSendersCommit(scene.userOn(0, "alice"), scene.userOn(1, "bob"), true);
    }

    @Test
    void onOneLoopBothCommitsShareASyncAndNothingIsSaidBeforeIt() {
        String from = scene.userOn(0, "alice");
        String to = scene.userOn(0, "bob");
        TestClient alice = scene.connected(from, 0xA1);
        TestClient bob = scene.connected(to, 0xB1);
        alice.send(to, "hi", false);
        alice.flush();
        scene.node.disk(0).cutPowerAfter(1);
        scene.node.pass(0);
        assertThat(scene.node.head(to)).as("applied").isEqualTo(1);
        alice.hearAll();
        bob.hearAll();
        assertThat(alice.isSettled()).as("acked").isFalse();
        assertThat(scene.heardBy(to)).as("delivered").isEmpty();

        scene.crash();
        scene.connect(bob);
        scene.connect(alice);

        assertThat(alice.isSettled()).isTrue();
        assertDeliveredOnce(alice, bob);
    }

    private void killAfterTheSendersCommit(String from, String to, boolean ackHeard) {
        TestClient alice = scene.connected(from, 0xA1);
        TestClient bob = scene.connected(to, 0xB1);
        alice.send(to, "hi", false);
        alice.flush();
        scene.node.pass(scene.node.loopOf(from));
        if (ackHeard) {
            alice.hearAll();
            assertThat(alice.isSettled()).isTrue();
        }
        assertThat(scene.node.cseqHigh(from, 0xA1))
                .as("committed by the sender")
                .isEqualTo(1);
        assertThat(scene.node.head(to)).as("not committed by the recipient").isZero();
        assertThat(alice.isSettled()).isEqualTo(ackHeard);

        scene.crash();
        scene.connect(bob);
        scene.connect(alice);

        assertThat(alice.isSettled()).as("acked again").isTrue();
        assertThat(scene.node.count(Metric.RELAYS_RESENT)).isEqualTo(1);
        assertDeliveredOnce(alice, bob);
    }

    @Test
    void afterTheRecipientsCommitBeforeTheSenderHeardOfIt() {
        String from = scene.userOn(0, "alice");
        String to = scene.userOn(1, "bob");
        TestClient alice = scene.connected(from, 0xA1);
        TestClient bob = scene.connected(to, 0xB1);
        alice.send(to, "hi", false);
        alice.flush();
        scene.node.pass(0);
        scene.node.pass(1);
        assertThat(scene.node.head(to)).as("committed by the recipient").isEqualTo(1);

        scene.crash();
        scene.connect(bob);
        scene.connect(alice);

        assertThat(scene.node.count(Metric.RELAYS_RESENT)).as("sent again").isEqualTo(1);
        assertDeliveredOnce(alice, bob);
    }

    @Test
    void beforeTheSendersCommitNothingWasPromised() {
        String from = scene.userOn(0, "alice");
        String to = scene.userOn(1, "bob");
        TestClient alice = scene.connected(from, 0xA1);
        TestClient bob = scene.connected(to, 0xB1);
        alice.send(to, "hi", false);
        alice.flush();
        // The write is not synced any more.
        scene.node.disk(0).cutPowerAfter(1);
        scene.node.pass(0);
        alice.hearAll();
        assertThat(alice.isSettled()).as("acked").isFalse();

        scene.crash();
        scene.connect(bob);
        scene.connect(alice);

        assertThat(alice.isSettled()).isTrue();
        assertDeliveredOnce(alice, bob);
    }

    private void assertDeliveredOnce(TestClient alice, TestClient bob) {
        assertThat(scene.heardBy(bob.user)).containsExactly("[1] from " + alice.user + "#1 hi");
        assertThat(scene.heardBy(alice.user)).containsOnlyOnce("#1 stored");
        bob.takeOverAll();
        alice.send(bob.user, "and on", false);
        scene.run();
        assertThat(scene.heardBy(bob.user)).endsWith("[2] from " + alice.user + "#2 and on");
    }
}
