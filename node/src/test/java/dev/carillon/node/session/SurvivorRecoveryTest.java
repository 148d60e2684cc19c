package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.WishResult;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.simulated.SimulatedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two of the three nodes that hold a partition are lost for good, while the meta group keeps its majority. */
class SurvivorRecoveryTest {
    private static String[] texts(String prefix, int first, int last) {
        List<String> texts = new ArrayList<>();
        for (int i = first; i <= last; i++) {
            texts.add(prefix + i);
        }
        return texts.toArray(new String[0]);
    }

    private static List<String> all(String[]... parts) {
        List<String> all = new ArrayList<>();
        for (String[] part : parts) {
            all.addAll(List.of(part));
        }
        return all;
    }

    private static DeliveryPartition replica(SimulatedNode node, int partition) {
        return Objects.requireNonNull(node.replica(partition));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void itGoesOnWithWhatTheSurvivorHas(long seed) {
        SurvivorScene scene = new SurvivorScene(seed);
        TestClient alice = scene.device(scene.stuck, 1);
        TestClient tablet = scene.device(scene.stuck, 2);
        TestClient bob = scene.device(scene.well, 3);
        scene.await("all are welcome", () -> scene.clients.stream().allMatch(TestClient::isWelcomed));
        scene.sleep(tablet);
        scene.send(alice, bob, texts("a", 1, 5));
        scene.send(bob, alice, texts("b", 1, 5));
        scene.await(
                "the first are there",
                () -> scene.heard(bob).size() == 5 && scene.heard(alice).size() == 5);
        scene.pass(1_000);

        // The survivor misses something that was acked, delivered, and forgotten by its sender.
        scene.cutOff(true);
        scene.await("one of the others leads", () -> {
            SimulatedNode leads = scene.leader(scene.stuck);
            return leads != null && leads != scene.survivor && alice.isWelcomed() && alice.host() == leads;
        });
        scene.send(alice, bob, texts("a", 6, 9));
        scene.send(bob, alice, texts("b", 6, 9));
        scene.await(
                "the next are there",
                () -> scene.heard(bob).size() == 9 && scene.heard(alice).size() == 9);
        scene.pass(2_000);
        scene.cutOff(false);
        scene.nodes.get(3).crash();
        scene.nodes.get(4).crash();
        scene.clients.remove(alice);
        // By the parity of half the seed, a repair has begun before, which can only wait.
        scene.pass(seed / 2 % 2 == 0 ? 2_000 : 12_000);
        assertThat(scene.leader(scene.stuck)).isNull();

        ClusterState before = scene.state();
        assertThat(scene.recover().result()).isEqualTo(WishResult.DONE);
        if (seed > 6) {
            scene.pass(scene.world.between(0, 60));
            scene.survivor.crash();
            scene.pass(scene.world.between(0, 300));
            scene.survivor.start();
        }
        scene.await("the survivor leads", () -> scene.leader(scene.stuck) == scene.survivor);
        DeliveryPartition recovered = replica(scene.survivor, scene.stuck);
        assertThat(recovered.history()).isEqualTo(2);
        assertThat(recovered.generation())
                .isEqualTo(before.assignment(scene.stuck).generation() + 1);

        TestClient again = scene.device(scene.stuck, 4);
        scene.wake(tablet);
        scene.await("they are welcome", () -> again.isWelcomed() && tablet.isWelcomed());
        scene.send(again, bob, texts("n", 1, 6));
        scene.send(bob, again, texts("c", 1, 6));
        scene.await(
                "the last are there",
                () -> scene.heard(bob).contains("n6") && scene.heard(tablet).contains("c6"));
        scene.pass(3_000);

        assertThat(scene.heard(bob)).isEqualTo(all(texts("a", 1, 9), texts("n", 1, 6)));
        List<String> fromBob = new ArrayList<>(scene.heard(tablet));
        fromBob.removeIf(text -> !text.startsWith("b") && !text.startsWith("c"));
        assertThat(fromBob).isEqualTo(all(texts("b", 1, 5), texts("c", 1, 6)));
        assertThat(scene.heard(again)).endsWith(texts("c", 1, 6));
        assertThat(scene.survivor.alarms()).singleElement().asString().contains("6 to 9 from partition " + scene.well);
        assertThat(scene.survivor.count(Metric.ALARMS_RELAYS_LOST)).isEqualTo(4);

        scene.await(
                "a repair has made three copies of it",
                () -> scene.state().assignment(scene.stuck).replicas().size() == 3);
        theOthersComeBack(scene);
    }

    /** With their disks: they have nothing to say in this partition, and get a copy if they are to hold it again. */
    private static void theOthersComeBack(SurvivorScene scene) {
        scene.nodes.get(3).start();
        scene.nodes.get(4).start();
        scene.await("all know the newest", () -> {
            ClusterState state = scene.state();
            return state.rebalance() == null
                    && state.handovers().isEmpty()
                    && scene.nodes.stream().allMatch(node -> node.cluster().version() == state.version());
        });
        scene.pass(10_000);
        ClusterState state = scene.state();
        for (SimulatedNode node : scene.nodes) {
            DeliveryPartition replica = node.replica(scene.stuck);
            assertThat(replica != null)
                    .isEqualTo(state.assignment(scene.stuck).replicas().contains(node.number()));
            if (replica != null) {
                assertThat(replica.generation())
                        .isEqualTo(state.assignment(scene.stuck).generation());
                assertThat(replica.history()).isEqualTo(2);
            }
        }
        List<String> digests = scene.nodes.stream()
                .map(node -> node.replica(scene.stuck))
                .filter(Objects::nonNull)
                .map(replica -> replica.digest())
                .distinct()
                .toList();
        assertThat(digests).hasSize(1);
    }

    @Test
    void itIsRefusedAsLongAsAMajorityAnswers() {
        SurvivorScene scene = new SurvivorScene(77);
        TestClient alice = scene.device(scene.stuck, 1);
        scene.await("there is a leader", alice::isWelcomed);

        WishReport refused = scene.recover();
        assertThat(refused.result()).isEqualTo(WishResult.REFUSED);
        assertThat(refused.words()).contains("majority");

        scene.nodes.get(3).crash();
        scene.pass(2_000);
        assertThat(scene.recover().result()).isEqualTo(WishResult.REFUSED);
        assertThat(scene.state().handovers()).noneMatch(handover -> handover.recovery());
    }

    @Test
    void whatTheSurvivorHasBeyondWhatIsCommittedIsKept() {
        SurvivorScene scene = new SurvivorScene(5);
        TestClient alice = scene.device(scene.stuck, 1);
        TestClient bob = scene.device(scene.well, 3);
        scene.await("all are welcome", () -> alice.isWelcomed() && bob.isWelcomed());
        scene.await("the survivor or another leads", () -> scene.leader(scene.stuck) != null);
        // Proposed by the survivor and written by it alone: nobody knows that nobody else has it.
        if (scene.leader(scene.stuck) != scene.survivor) {
            replica(Objects.requireNonNull(scene.leader(scene.stuck)), scene.stuck)
                    .handOver(scene.survivor.number());
            scene.await("the survivor leads", () -> scene.leader(scene.stuck) == scene.survivor && alice.isWelcomed());
        }
        scene.await("alice is there", () -> alice.isWelcomed() && alice.host() == scene.survivor);
        scene.nodes.get(3).crash();
        scene.nodes.get(4).crash();
        scene.send(alice, bob, "x1");
        scene.pass(300);
        assertThat(scene.heard(bob)).isEmpty();
        scene.sleep(alice);
        scene.pass(5_000);

        assertThat(scene.recover().result()).isEqualTo(WishResult.DONE);
        scene.await("it is delivered", () -> scene.heard(bob).contains("x1"));
        scene.wake(alice);
        scene.await("she knows", alice::isSettled);
        scene.pass(3_000);
        assertThat(scene.heard(bob)).as("and once, though it was sent again").containsExactly("x1");
    }

    /** Its own outbox to itself is set back together with what it took from it. */
    @Test
    void usersOfTheRecoveredPartitionReachEachOther() {
        SurvivorScene scene = new SurvivorScene(6);
        TestClient alice = scene.device(scene.stuck, 1);
        TestClient carol = scene.neighbour(scene.stuck, 2);
        scene.await("all are welcome", () -> alice.isWelcomed() && carol.isWelcomed());
        scene.send(alice, carol, texts("a", 1, 5));
        scene.await("the first are there", () -> scene.heard(carol).size() == 5);
        scene.pass(1_000);
        scene.cutOff(true);
        scene.await("one of the others leads", () -> {
            SimulatedNode leads = scene.leader(scene.stuck);
            return leads != null && leads != scene.survivor && alice.isWelcomed() && alice.host() == leads;
        });
        scene.send(alice, carol, texts("a", 6, 9));
        scene.await("the next are there", () -> scene.heard(carol).size() == 9);
        scene.cutOff(false);
        scene.nodes.get(3).crash();
        scene.nodes.get(4).crash();
        scene.clients.clear();
        scene.pass(2_000);
        assertThat(scene.recover().result()).isEqualTo(WishResult.DONE);

        TestClient again = scene.device(scene.stuck, 3);
        TestClient carolAgain = scene.neighbour(scene.stuck, 4);
        scene.await("they are welcome", () -> again.isWelcomed() && carolAgain.isWelcomed());
        scene.send(again, carolAgain, texts("n", 1, 6));
        scene.await("the last is there", () -> scene.heard(carolAgain).contains("n6"));
        scene.pass(2_000);
        assertThat(scene.heard(carolAgain).stream().filter(text -> text.startsWith("n")))
                .containsExactly(texts("n", 1, 6));
        assertThat(scene.survivor.alarms()).isEmpty();
        assertThat(replica(scene.survivor, scene.stuck).outboxItems()).isZero();
    }

    /** They were not lost, only cut off, and are back before the survivor has begun: it is decided all the same. */
    @Test
    void whoWasOnlyCutOffKeepsStillOnceItIsDecided() {
        SurvivorScene scene = new SurvivorScene(9);
        TestClient alice = scene.device(scene.stuck, 1);
        scene.await("there is a leader", alice::isWelcomed);
        scene.clients.remove(alice);
        scene.divide(true);
        scene.pass(2_000);
        scene.ask(report -> {});
        scene.await("it is decided", () -> scene.state().handover(scene.stuck) != null);
        scene.survivor.crash();
        scene.divide(false);
        scene.pass(3_000);
        assertThat(scene.leader(scene.stuck)).as("nobody leads").isNull();
        scene.survivor.start();
        scene.await("the survivor leads", () -> scene.leader(scene.stuck) == scene.survivor);
        theOthersComeBack(scene);
    }
}
