package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.Handover;
import dev.carillon.node.cluster.MetaPartition;
import dev.carillon.node.cluster.WishResult;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.ring.Assignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Most of the nodes that hold the meta group are lost for good. */
class MetaRecoveryTest {
    private static final int MARK = 9;

    private static String[] texts(String prefix, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    private static MetaPartition replica(SimulatedNode node) {
        return Objects.requireNonNull(node.meta());
    }

    /**
     * By the rest of the seed by 3: all have heard the same; the newest is known outside the group only, while its survivor
     * was away; no member of the group is left at all. From seed 7 on the node dies in the middle of it.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18})
    void itBeginsAnewWithWhatIsKnown(long seed) {
        MetaLossScene loss = new MetaLossScene(seed);
        SurvivorScene scene = loss.scene;
        TestClient alice = scene.device(withMajority(scene.state(), List.of(1, 2), 0), 1);
        TestClient bob = scene.device(withMajority(scene.state(), List.of(1, 2), 1), 2);
        scene.await("all are welcome", () -> alice.isWelcomed() && bob.isWelcomed());
        if (seed % 3 != 0) {
            loss.node(3).crash();
        }
        loss.agree(loss.node(4), MARK);
        scene.await(
                "it is told", () -> MetaLossScene.knows(loss.node(4), MARK) && MetaLossScene.knows(loss.node(5), MARK));
        loss.node(1).crash();
        loss.node(2).crash();
        if (seed % 3 == 1) {
            loss.node(3).start();
            assertThat(MetaLossScene.knows(loss.node(3), MARK)).isFalse();
        }
        scene.pass(seed % 2 == 0 ? 4_000 : 9_000);
        ClusterState before = scene.state();
        assertThat(loss.leader()).isNull();

        SimulatedNode chosen = loss.best();
        if (seed > 6) {
            loss.ask(chosen, seed, new ArrayList<>());
            scene.pass(scene.world.between(0, 40));
            chosen.crash();
            scene.pass(scene.world.between(0, 300));
            chosen.start();
            scene.pass(4_000);
        }
        WishReport done = loss.recover(chosen, seed);
        assertThat(done.result()).as(done.words()).isEqualTo(WishResult.DONE);
        assertThat(chosen.cluster().recoveries())
                .as("durable before it says so")
                .hasSize(1);
        assertThat(loss.recover(chosen, seed).words()).contains("already");
        scene.await(
                "the chosen one leads",
                () -> loss.leader() == chosen
                        && replica(chosen).generation() > before.meta().generation() + 1_000);
        nothingIsUndone(before, scene.state());

        if (seed % 3 == 2) {
            loss.node(3).start();
        }
        partitionsThatLostTheirMajorityGoOn(loss);
        // A repair may have drained it while it was away.
        scene.await("node 3 is a member as it was", () -> isActivated(loss, 3));
        scene.await(
                "a plan has made three copies of it",
                () -> scene.state().meta().replicas().size() == 3);
        assertThat(scene.state().meta().replicas()).doesNotContain(1, 2);
        scene.send(alice, bob, texts("a", 1, 5));
        scene.send(bob, alice, texts("b", 1, 5));
        scene.await(
                "what was sent is there",
                () -> scene.heard(bob).size() == 5 && scene.heard(alice).size() == 5);

        // They may even agree with each other for a moment.
        loss.node(1).start();
        loss.node(2).start();
        scene.await("all is settled", loss::isSettled);
        scene.pass(5_000);
        nothingIsUndone(before, scene.state());
        assertThat(scene.state().recoveries()).hasSize(1);
        for (SimulatedNode node : loss.nodes) {
            assertThat(node.alarms()).as("node " + node.number()).isEmpty();
            assertThat(node.cluster()).isEqualTo(scene.state());
        }
        assertThat(loss.nodes.stream()
                        .mapToLong(node -> node.count(Metric.META_RECOVERIES))
                        .sum())
                .isLessThanOrEqualTo(1);
        assertThat(loss.nodes.stream()
                        .map(SimulatedNode::meta)
                        .filter(Objects::nonNull)
                        .map(MetaPartition::digest)
                        .distinct())
                .hasSize(1);
    }

    /** A partition that keeps its majority. @param which of them, from 0 */
    private static int withMajority(ClusterState state, List<Integer> lost, int which) {
        int left = which;
        for (int p = 0; p < state.metaNumber(); p++) {
            Assignment held = state.assignment(p);
            if (held.replicas().stream().filter(lost::contains).count() < held.majority() && left-- == 0) {
                return p;
            }
        }
        throw new AssertionError("no such partition");
    }

    private static void nothingIsUndone(ClusterState before, ClusterState now) {
        assertThat(MetaLossScene.has(now, MARK)).isTrue();
        assertThat(now.version()).isGreaterThan(before.version());
        for (int p = 0; p <= before.metaNumber(); p++) {
            assertThat(now.assignment(p).generation())
                    .isGreaterThanOrEqualTo(before.assignment(p).generation());
        }
    }

    private static boolean isActivated(MetaLossScene loss, int number) {
        ClusterState state = loss.scene.state();
        if (Objects.requireNonNull(state.map().ring().member(number)).isActive()) {
            return true;
        }
        ClusterWish wish =
                new ClusterWish(ClusterWish.Kind.APPLY, List.of("2", "1000000", "force", "activate " + number));
        loss.node(5).<WishReport>ask((core, to) -> core.wish(wish, to), report -> {});
        loss.scene.pass(200);
        return false;
    }

    /** What operators do next where both were lost at once. */
    private static void partitionsThatLostTheirMajorityGoOn(MetaLossScene loss) {
        SurvivorScene scene = loss.scene;
        for (int p = 0; p < loss.meta(); p++) {
            int stuck = p;
            scene.await("partition " + p + " has a majority or goes on", () -> {
                ClusterState state = scene.state();
                Assignment held = state.assignment(stuck);
                List<Integer> left = held.replicas().stream()
                        .filter(node -> loss.node(node).isUp())
                        .toList();
                Handover now = state.handover(stuck);
                if (left.isEmpty() || left.size() >= held.majority() || now != null && now.recovery()) {
                    return true;
                }
                ClusterWish wish = new ClusterWish(
                        ClusterWish.Kind.RECOVER,
                        List.of(
                                "" + stuck,
                                "" + left.get(0),
                                "" + held.generation(),
                                "" + (now == null ? 0 : now.attempt())));
                List<WishReport> reports = new ArrayList<>();
                loss.node(5).<WishReport>ask((core, to) -> core.wish(wish, to), reports::add);
                scene.pass(200);
                return false;
            });
        }
    }

    /** They were not lost, only cut off, and go on in the old group. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void anOldMajorityThatHasNotHeardPersuadesNobody(long seed) {
        MetaLossScene loss = new MetaLossScene(seed);
        SurvivorScene scene = loss.scene;
        loss.divide(List.of(1, 2), List.of(3, 4, 5), true);
        scene.pass(9_000);
        SimulatedNode chosen = seed % 2 == 0 ? loss.node(3) : loss.node(4);
        assertThat(loss.recover(chosen, seed).result()).isEqualTo(WishResult.DONE);
        scene.await("the chosen one leads", () -> loss.leader() == chosen);
        List<WishReport> done = new ArrayList<>();
        loss.wish(loss.node(1), 7, done);
        scene.await("the old group goes on", () -> !done.isEmpty());
        assertThat(done.get(0).result()).isEqualTo(WishResult.DONE);
        loss.agree(loss.node(5), 8);
        assertThat(MetaLossScene.knows(loss.node(1), 7)).isTrue();

        // A node of those that know better starts again, and hears the old ones first.
        loss.node(5).crash();
        loss.divide(List.of(5), List.of(3, 4), true);
        loss.divide(List.of(1, 2), List.of(5), false);
        loss.node(5).start();
        scene.await(
                "the old ones hear of it",
                () -> MetaLossScene.knows(loss.node(1), 8) && MetaLossScene.knows(loss.node(2), 8));
        assertThat(loss.node(5).isConfirmed()).as("by a group that is over").isFalse();
        assertThat(MetaLossScene.knows(loss.node(1), 7)).isFalse();
        loss.divide(List.of(1, 2, 5), List.of(3, 4), false);
        scene.await("all is settled", loss::isSettled);
        assertThat(MetaLossScene.has(scene.state(), 7)).isFalse();
        assertThat(MetaLossScene.has(scene.state(), 8)).isTrue();
        assertThat(scene.state().recoveries()).hasSize(1);
        assertThat(loss.nodes).allSatisfy(node -> assertThat(node.alarms()).isEmpty());
    }

    /** Its engine may have the new generation before anything was agreed on in that. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aRestartFindsWhatItBeganWith(long seed) {
        MetaLossScene loss = new MetaLossScene(seed);
        SurvivorScene scene = loss.scene;
        loss.agree(loss.node(1), MARK);
        scene.await("it is told", () -> MetaLossScene.knows(loss.node(3), MARK));
        loss.node(1).crash();
        loss.node(2).crash();
        scene.pass(5_000);
        assertThat(loss.recover(loss.node(3), seed).result()).isEqualTo(WishResult.DONE);
        ClusterState begun = loss.node(3).cluster();
        scene.await(
                "its engine has the generation",
                () -> loss.node(3)
                        .describe(loss.meta())
                        .contains("generation=" + begun.meta().generation()));
        loss.node(3).crash();
        loss.node(3).start();
        scene.await("it leads again", () -> loss.leader() == loss.node(3));
        assertThat(replica(loss.node(3)).state().recoveries()).isEqualTo(begun.recoveries());
        loss.agree(loss.node(4), MARK + 2);
    }

    @Test
    void twoRecoveriesThatWereMadeApartAreNotMixed() {
        MetaLossScene loss = new MetaLossScene(3);
        SurvivorScene scene = loss.scene;
        loss.node(1).crash();
        loss.node(2).crash();
        loss.divide(List.of(3), List.of(4, 5), true);
        scene.pass(6_000);
        assertThat(loss.recover(loss.node(3), 33).result()).isEqualTo(WishResult.DONE);
        assertThat(loss.recover(loss.node(4), 44).result()).isEqualTo(WishResult.DONE);
        scene.await(
                "both lead",
                () -> replica(loss.node(3)).isLeading()
                        && loss.node(4).meta() != null
                        && replica(loss.node(4)).isLeading());
        scene.await(
                "node 5 goes by one of them",
                () -> loss.node(5).cluster().recoveries().size() == 1);
        loss.divide(List.of(3), List.of(4, 5), false);
        scene.await(
                "all say so",
                () -> loss.nodes.subList(2, 5).stream()
                        .allMatch(node -> !node.alarms().isEmpty() || node.number() == 5));
        scene.pass(5_000);
        assertThat(loss.node(3).cluster().recoveries())
                .extracting(each -> each.id())
                .containsExactly(33L);
        assertThat(loss.node(4).cluster().recoveries())
                .extracting(each -> each.id())
                .containsExactly(44L);
        assertThat(loss.node(5).cluster().recoveries())
                .extracting(each -> each.id())
                .containsExactly(44L);
        assertThat(loss.node(3).alarms()).singleElement().asString().contains("recovered twice, apart");
        assertThat(loss.node(3).count(Metric.ALARMS_RECOVERED_APART)).isEqualTo(1);
        assertThat(loss.node(4).count(Metric.ALARMS_RECOVERED_APART)).isEqualTo(1);
    }

    @Test
    void itIsRefusedAsLongAsAMajorityAnswersAndWhenItWasDoneElsewhere() {
        MetaLossScene loss = new MetaLossScene(4);
        SurvivorScene scene = loss.scene;
        scene.pass(4_000);
        assertThat(loss.recover(loss.node(4), 1).words()).contains("a majority of those that hold the meta group");
        loss.node(1).crash();
        scene.pass(4_000);
        assertThat(loss.recover(loss.node(4), 1).result()).isEqualTo(WishResult.REFUSED);
        loss.node(2).crash();
        scene.pass(4_000);
        assertThat(loss.recover(loss.node(4), 1).result()).isEqualTo(WishResult.DONE);
        scene.await("it is told", () -> loss.node(3).cluster().recoveries().size() == 1);
        assertThat(loss.recover(loss.node(3), 2).result()).isEqualTo(WishResult.REFUSED);
        assertThat(scene.state().recoveries()).hasSize(1);
    }

    /** It was proposed, the survivor wrote it down, and nobody else can say that it was not agreed on. */
    @Test
    void whatTheSurvivorsLogHasBeyondWhatItHeardIsKept() {
        int times = 0;
        for (long seed = 1; seed <= 12; seed++) {
            times += isKeptBeyond(seed) ? 1 : 0;
        }
        assertThat(times).as("that it had not heard it").isGreaterThanOrEqualTo(6);
    }

    /** @return whether it was so; what was on its way to the survivor when the leader died may have told it */
    private static boolean isKeptBeyond(long seed) {
        MetaLossScene loss = new MetaLossScene(seed);
        SurvivorScene scene = loss.scene;
        scene.await("somebody leads", () -> loss.leader() != null);
        SimulatedNode leads = Objects.requireNonNull(loss.leader());
        List<SimulatedNode> others =
                loss.nodes.subList(0, 3).stream().filter(node -> node != leads).toList();
        SimulatedNode survivor = others.get(0);
        scene.await("it has heard all", () -> beyond(survivor) == 0);
        int mark = MARK;
        loss.wish(leads, mark, new ArrayList<>());
        while (!isBeyond(scene, survivor, mark)) {
            // It has heard at once that it counts.
            mark += 2;
            loss.wish(leads, mark, new ArrayList<>());
        }
        int last = mark;
        leads.crash();
        others.get(1).crash();
        scene.pass(6_000);
        boolean told = MetaLossScene.knows(survivor, last);
        assertThat(told || loss.reach(survivor) == survivor.cluster().version() + 1)
                .isTrue();
        assertThat(loss.best()).isEqualTo(survivor);
        assertThat(loss.recover(survivor, seed).result()).isEqualTo(WishResult.DONE);
        scene.await(
                "all know it",
                () -> loss.nodes.stream()
                        .filter(SimulatedNode::isUp)
                        .allMatch(node -> MetaLossScene.knows(node, last)));
        return !told;
    }

    /** Whether it has something in its log that it does not know to count; not if it has heard of the mark before. */
    private static boolean isBeyond(SurvivorScene scene, SimulatedNode survivor, int mark) {
        scene.await("it hears of it", () -> beyond(survivor) > 0 || MetaLossScene.knows(survivor, mark));
        return beyond(survivor) > 0;
    }

    private static long beyond(SimulatedNode node) {
        MetaPartition replica = replica(node);
        return replica.logEnd().index() - replica.applied().index();
    }
}
