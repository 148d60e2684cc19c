package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.FrameKind;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.UserState;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.UserHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A client whose partition moves keeps its connection: its session goes on at the new owner, and later it follows. */
class SessionCarriedTest {
    private final SurvivorScene scene = new SurvivorScene(3);
    private final TestClient alice = scene.device(scene.well, 1);
    private final TestClient bob = scene.neighbour(scene.well, 2);
    private final List<String> expected = new ArrayList<>();
    private int sent;

    /** Leads whenever it is well. */
    private final SimulatedNode preferred =
            scene.nodes.get(scene.state().map().ring().assignment(scene.well).preferredLeader() - 1);

    private SimulatedNode leader() {
        return Objects.requireNonNull(scene.leader(scene.well));
    }

    private DeliveryPartition replica(SimulatedNode node) {
        return Objects.requireNonNull(node.replica(scene.well));
    }

    private void bothAreConnected() {
        scene.await("both are welcomed", () -> alice.isWelcomed() && bob.isWelcomed());
    }

    /** Connects both to a node that soon hands its leadership on to the preferred one. */
    private SimulatedNode bothAreConnectedElsewhere() {
        preferred.pause(4_000 * SimulatedWorld.MS);
        scene.await("somebody else leads", () -> scene.leader(scene.well) != null && leader() != preferred);
        bothAreConnected();
        return leader();
    }

    private void leadershipComesBack() {
        scene.await("the preferred node leads", () -> scene.leader(scene.well) == preferred);
    }

    private void talk() {
        String text = "m" + ++sent;
        expected.add(text);
        scene.send(alice, bob, text);
    }

    private void awaitAll() {
        scene.await(
                "all is stored and delivered",
                () -> alice.isSettled() && scene.heard(bob).size() >= expected.size());
        assertThat(scene.heard(bob)).isEqualTo(expected);
    }

    @Test
    void clientsGoOnWhereTheyAreAndFollowLater() {
        SimulatedNode first = bothAreConnectedElsewhere();
        talk();
        awaitAll();
        leadershipComesBack();
        for (int i = 0; i < 20; i++) {
            talk();
            awaitAll();
        }
        assertThat(first.count(Metric.SESSIONS_CARRIED)).isEqualTo(2);
        assertThat(preferred.count(Metric.SESSIONS_KEPT)).isEqualTo(2);
        assertThat(alice.moves() + bob.moves()).isLessThan(2);
        assertThat(preferred.clock().nowMs() - bob.lastStamp()).isBetween(0L, 2_000L);
        scene.pass(TunnelLimits.DEFAULT.sendOnMs());
        assertThat(alice.moves()).isEqualTo(1);
        assertThat(bob.moves()).isEqualTo(1);
        talk();
        awaitAll();
        assertThat(alice.host()).isSameAs(preferred);
        assertThat(alice.errors()).isEmpty();
        assertThat(bob.errors()).isEmpty();
    }

    /** What is sent while nobody leads is refused, and sent again where the session goes on. */
    @Test
    void nothingThatIsUnderWayIsLost() {
        bothAreConnected();
        for (int round = 0; round < 10; round++) {
            leadershipComesBack();
            SimulatedNode other = scene.nodes.stream()
                    .filter(node -> node != preferred && node.replica(scene.well) != null)
                    .findFirst()
                    .orElseThrow();
            scene.await("it is asked to lead", () -> replica(preferred).handOver(other.number()));
            for (int i = 0; i < 100; i++) {
                talk();
                scene.pass(1 + scene.world.random().nextInt(20));
            }
            awaitAll();
        }
        long carried = scene.nodes.stream()
                .mapToLong(node -> node.count(Metric.SESSIONS_CARRIED))
                .sum();
        assertThat(carried).isGreaterThanOrEqualTo(10);
        assertThat(alice.errors()).isEmpty();
        assertThat(bob.errors()).isEmpty();
    }

    /** What its connection has no room for while its session goes elsewhere comes before all that the new owner sends. */
    @Test
    void whatIsOwedToItComesFirst() {
        SimulatedNode first = bothAreConnectedElsewhere();
        scene.deafen(bob);
        for (int i = 0; i < 5; i++) {
            talk();
            scene.pass(50);
        }
        leadershipComesBack();
        scene.pass(300);
        assertThat(first.count(Metric.SESSIONS_CARRIED)).isEqualTo(2);
        assertThat(scene.heard(bob)).isEmpty();
        scene.listen(bob);
        talk();
        awaitAll();
        assertThat(bob.moves()).isZero();
    }

    /** What the client has said to the node that has its connection counts at the next one. */
    @Test
    void whatIsTakenOverCounts() {
        bothAreConnectedElsewhere();
        leadershipComesBack();
        talk();
        awaitAll();
        byte[] name = TestNode.utf8(bob.user);
        scene.await("nothing is kept for bob", () -> {
            UserState user = replica(leader()).findUser(name, UserHash.of(name));
            DeviceState device = user == null ? null : user.device(bob.install);
            return device != null && device.cursor() == 1;
        });
        assertThat(bob.moves()).isZero();
    }

    /** What waited to be written when the node ceased to lead is not taken for written when it leads again. */
    @Test
    void whatWasTakenOverBeforeIsAskedForAgain() {
        leadershipComesBack();
        bothAreConnected();
        scene.slow(bob);
        for (int i = 0; i < 250; i++) {
            talk();
        }
        awaitAll();
        long position = bob.position();
        scene.nodes.stream().filter(node -> node != preferred).forEach(node -> node.pause(5_000 * SimulatedWorld.MS));
        while (replica(preferred).isLeading() && bob.takenOver() < position) {
            bob.takeOver(bob.takenOver() + 1);
            bob.flush();
            scene.pass(11);
        }
        assertThat(replica(preferred).isLeading()).isFalse();
        long takenOver = bob.takenOver();
        scene.await("it leads again", () -> replica(preferred).isLeading());
        byte[] name = TestNode.utf8(bob.user);
        scene.await("what bob has taken over is known", () -> {
            UserState user = replica(leader()).findUser(name, UserHash.of(name));
            DeviceState device = user == null ? null : user.device(bob.install);
            return device != null && device.cursor() == takenOver;
        });
        assertThat(preferred.count(Metric.SESSIONS_KEPT)).isPositive();
        assertThat(bob.moves()).isZero();
    }

    /** One that was given up, and came by way of another node. */
    @Test
    void aHelloThatComesLateDoesNotEndIt() {
        alice.sameRun(alice, 7);
        bothAreConnectedElsewhere();
        leadershipComesBack();
        talk();
        awaitAll();
        TestClient late = new TestClient(alice.user, alice.install, new TestClient.Watcher() {});
        late.sameRun(alice, 6);
        late.connect(preferred, 256, 1 << 20, false);
        scene.await("the late one hears so", () -> {
            late.hearAll();
            return late.errors().contains(ErrorCode.REPLACED.code());
        });
        talk();
        awaitAll();
        assertThat(alice.errors()).isEmpty();
        assertThat(alice.moves()).isZero();
    }

    /** They hear where to go, not that they should come back, for others lead before the node says good-bye. */
    @Test
    void aNodeThatStopsSendsItsClientsOnAtOnce() {
        bothAreConnected();
        leadershipComesBack();
        scene.await("both are connected to it", () -> alice.host() == preferred && bob.host() == preferred);
        int moves = alice.moves();
        long carried = preferred.count(Metric.SESSIONS_CARRIED);
        preferred.stop();
        scene.await("somebody else leads", () -> scene.leader(scene.well) != null && leader() != preferred);
        talk();
        awaitAll();
        assertThat(preferred.count(Metric.SESSIONS_CARRIED)).isEqualTo(carried);
        assertThat(alice.moves()).isEqualTo(moves + 1);
        assertThat(alice.host()).isNotSameAs(preferred);
        assertThat(alice.errors()).isEmpty();
        assertThat(bob.errors()).isEmpty();
    }

    @Test
    void noBytesOfAnotherNodeDoAnyHarm() {
        bothAreConnected();
        leadershipComesBack();
        Random random = new Random(1);
        byte[] name = TestNode.utf8(alice.user);
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = new byte[9 + name.length + random.nextInt(200)];
            random.nextBytes(bytes);
            bytes[0] = 0;
            if (random.nextInt(4) > 0) {
                bytes[8] = (byte) name.length;
                System.arraycopy(name, 0, bytes, 9, name.length);
                for (int at = 9 + name.length + 8; at < bytes.length; at++) {
                    bytes[at] = (at - 9 - name.length) % 8 == 7 ? (byte) random.nextInt(4) : 0;
                }
            }
            preferred.receive(preferred.number() % 3, FrameKind.TUNNEL_CARRY, scene.well, bytes);
            scene.pass(1);
        }
        assertThat(preferred.count(Metric.TUNNEL_FRAMES_BAD)).isBetween(1L, 2_999L);
        talk();
        awaitAll();
        assertThat(preferred.alarms()).isEmpty();
    }
}
