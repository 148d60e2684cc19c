package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.placement.Placement;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.ChangeText;
import dev.carillon.ring.plan.ClusterFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the meta group may agree on, one change after the other. */
class ClusterChangesTest {
    private static final ClusterFacts FACTS = ClusterFacts.evenly(1);

    private ClusterState state = ClusterState.initial(new ClusterMap(
            "test",
            Placement.initial(
                    16, 3, IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList()),
            IntStream.rangeClosed(1, 4)
                    .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                    .toList()));

    private final Set<Integer> silent = new TreeSet<>();
    private final Set<Integer> standsStill = new TreeSet<>();
    private final Set<Integer> tired = new TreeSet<>();

    private ClusterWish.Outcome wish(ClusterWish.Kind kind, String... words) {
        ClusterWish wish = Objects.requireNonNull(ClusterWish.decode(new ClusterWish(kind, List.of(words)).encode()));
        ClusterWish.Outcome outcome = wish.outcome(state, FACTS, 1_000);
        state = outcome.state() == null ? state : outcome.state();
        return outcome;
    }

    private ClusterWish.Outcome apply(int movesPerNode, Change... changes) {
        List<String> words = new ArrayList<>(List.of(Integer.toString(movesPerNode), "1000", ""));
        for (Change change : changes) {
            words.add(ChangeText.of(change));
        }
        return wish(ClusterWish.Kind.APPLY, words.toArray(new String[0]));
    }

    private boolean advance() {
        ClusterState next = ClusterChanges.advance(
                state, node -> !silent.contains(node), standsStill::contains, node -> !tired.contains(node), 2_000);
        if (next != null) {
            assertThat(next.version()).isEqualTo(state.version() + 1);
            assertThat(ClusterStateCodec.decode(ClusterStateCodec.encode(next))).isEqualTo(next);
            state = next;
        }
        return next != null;
    }

    private void moved(Handover handover) {
        long generation = state.assignment(handover.partition()).generation() + 1;
        report(new MoveReport(
                handover.partition(),
                handover.attempt(),
                generation,
                handover.to().get(0),
                9,
                77,
                1_500));
    }

    private boolean report(MoveReport report) {
        ClusterState next = ClusterChanges.moved(state, report, 3_000);
        state = next == null ? state : next;
        return next != null;
    }

    @Test
    void aPlanMovesOnePartitionAfterTheOtherUntilTheMapIsTheTarget() {
        assertThat(apply(1, new Change.Join(Member.of(4))).done()).isTrue();
        assertThat(state.map().ring().member(4)).isNotNull();
        long epoch = state.map().ring().epoch();
        int moves = 0;
        while (advance()) {
            assertThat(state.handovers().size()).as("node 4 takes part in all").isLessThanOrEqualTo(1);
            for (Handover handover : state.handovers()) {
                moved(handover);
                moves++;
            }
        }
        assertThat(moves).isEqualTo(12);
        assertThat(state.rebalance()).isNull();
        assertThat(state.past()).singleElement().satisfies(past -> {
            assertThat(past.phase()).isEqualTo(Phase.DONE);
            assertThat(past.done()).isEqualTo(past.total());
        });
        assertThat(state.receipts()).hasSize(12).allSatisfy(receipt -> {
            assertThat(receipt.generation()).isEqualTo(2);
            assertThat(receipt.history()).isEqualTo(77);
        });
        assertThat(state.map().ring().epoch()).isGreaterThanOrEqualTo(epoch + 12);
        assertThat(Placement.of(state.map().ring()))
                .isEqualTo(state.map().ring().assignments().stream()
                        .map(assignment -> assignment.replicas())
                        .toList());
    }

    @Test
    void movesOfANodeBeginOneAfterTheOtherUntilItHasAsManyAsItMay() {
        apply(2, new Change.Join(Member.of(4)));
        for (int begun = 1; begun <= 2; begun++) {
            assertThat(advance()).isTrue();
            assertThat(state.handovers()).as("node 4 takes part in all").hasSize(begun);
        }
        assertThat(advance()).isFalse();
        moved(state.handovers().get(0));
        assertThat(advance()).isTrue();
        assertThat(state.handovers()).hasSize(2);
    }

    @Test
    void aNodeThatHasJustBegunAMoveIsLeftInPeace() {
        apply(1, new Change.Join(Member.of(4)));
        assertThat(advance()).isTrue();
        assertThat(ClusterChanges.beginners(state)).hasSize(2).contains(4);
        moved(state.handovers().get(0));
        tired.add(4);
        assertThat(advance()).as("node 4 takes part in all").isFalse();
        tired.clear();
        assertThat(advance()).isTrue();
    }

    /** Nodes 2 and 3 are silent: whatever needs both of them waits, and nothing waits for it. */
    @Test
    void aMoveThatLacksAMajorityKeepsNoOtherWaiting() {
        state = ClusterState.initial(new ClusterMap(
                "test",
                Placement.initial(
                        16, 3, IntStream.rangeClosed(1, 6).mapToObj(Member::of).toList()),
                IntStream.rangeClosed(1, 7)
                        .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                        .toList()));
        assertThat(apply(1, new Change.Join(Member.of(7))).done()).isTrue();
        silent.addAll(List.of(2, 3));
        Set<Integer> waits = new TreeSet<>();
        MoveObstacles.of(state, node -> !silent.contains(node)).forEach(each -> waits.add(each.partition()));
        int total = Objects.requireNonNull(state.rebalance()).waiting().size();
        assertThat(waits.size()).isBetween(1, total - 2);
        while (advance()) {
            for (Handover handover : List.copyOf(state.handovers())) {
                assertThat(waits).doesNotContain(handover.partition());
                moved(handover);
            }
        }
        Rebalance left = Objects.requireNonNull(state.rebalance(), "the plan waits");
        assertThat(left.done()).isEqualTo(total - waits.size());
        assertThat(left.waiting()).extracting(PlannedMove::partition).containsExactlyInAnyOrderElementsOf(waits);
        silent.clear();
        while (advance()) {
            List.copyOf(state.handovers()).forEach(this::moved);
        }
        assertThat(state.rebalance()).as("they are tried again").isNull();
    }

    @Test
    void aMoveThatStandsStillGivesItsPlaceToOthers() {
        apply(1, new Change.Join(Member.of(4)));
        assertThat(advance()).isTrue();
        Handover first = state.handovers().get(0);
        assertThat(advance()).as("node 4 takes part in all").isFalse();
        standsStill.add(first.partition());
        assertThat(advance()).isTrue();
        assertThat(state.handovers()).hasSize(2);
        assertThat(advance()).as("the second one has the place now").isFalse();
        standsStill.clear();
        state.handovers().forEach(this::moved);
        assertThat(state.handovers()).isEmpty();
        assertThat(advance()).isTrue();
    }

    @Test
    void whoLeavesTakesTheMetaGroupsPlaceAlongAndIsForgotten() {
        apply(4, new Change.Join(Member.of(4)), new Change.Leave(1));
        while (advance()) {
            List.copyOf(state.handovers()).forEach(this::moved);
        }
        assertThat(state.meta().replicas()).containsExactlyInAnyOrder(2, 3, 4);
        assertThat(state.meta().generation()).isEqualTo(2);
        assertThat(state.map().ring().member(1)).isNull();
        assertThat(state.knows(1)).isFalse();
    }

    @Test
    void aReportOfAnotherAttemptOrGenerationIsNoNews() {
        apply(1, new Change.Join(Member.of(4)));
        advance();
        Handover handover = state.handovers().get(0);
        assertThat(report(new MoveReport(handover.partition(), handover.attempt() + 1, 2, 4, 0, 0, 0)))
                .isFalse();
        assertThat(report(new MoveReport(handover.partition(), handover.attempt(), 3, 4, 0, 0, 0)))
                .isFalse();
        assertThat(report(new MoveReport(99, handover.attempt(), 2, 4, 0, 0, 0)))
                .isFalse();
        moved(handover);
        assertThat(report(new MoveReport(handover.partition(), handover.attempt(), 2, 4, 0, 0, 0)))
                .as("repeated")
                .isFalse();
    }

    @Test
    void aPlanIsPausedResumedAndGivenUp() {
        apply(1, new Change.Join(Member.of(4)));
        assertThat(apply(1, new Change.Drain(4)).words()).contains("carried out already");
        advance();
        assertThat(wish(ClusterWish.Kind.PAUSE).done()).isTrue();
        moved(state.handovers().get(0));
        assertThat(advance()).isFalse();
        assertThat(wish(ClusterWish.Kind.RESUME).done()).isTrue();
        assertThat(advance()).isTrue();
        wish(ClusterWish.Kind.ABORT);
        Handover aborting = state.handovers().get(0);
        assertThat(aborting.aborting()).isTrue();
        assertThat(wish(ClusterWish.Kind.RESUME).done()).isFalse();
        assertThat(advance()).as("what moves is waited for").isFalse();
        assertThat(report(new MoveReport(aborting.partition(), aborting.attempt(), 0, 1, 0, 0, 0)))
                .isTrue();
        assertThat(advance()).isTrue();
        assertThat(state.past()).singleElement().satisfies(past -> {
            assertThat(past.phase()).isEqualTo(Phase.ABORTED);
            assertThat(past.done()).isEqualTo(1);
            assertThat(past.given()).isEqualTo(1);
        });
        assertThat(state.map().ring().member(4)).isNotNull();
        assertThat(apply(1, new Change.Rebalance()).done())
                .as("what is left another time")
                .isTrue();
    }

    @Test
    void whatMakesNoSenseChangesNothing() {
        ClusterState before = state;
        assertThat(apply(1, new Change.Join(Member.of(9))).words()).contains("Nobody knows where node 9 is");
        assertThat(apply(1, new Change.Leave(1)).words()).contains("would have 2 replicas");
        assertThat(apply(1, new Change.Drain(8)).words()).contains("no member");
        assertThat(wish(ClusterWish.Kind.APPLY, "one", "2", "").words()).contains("makes no sense");
        assertThat(wish(ClusterWish.Kind.KNOW, "4").words()).contains("makes no sense");
        assertThat(wish(ClusterWish.Kind.FORGET, "1").words()).contains("is a member of the ring");
        assertThat(wish(ClusterWish.Kind.ABORT).words()).contains("No plan is being carried out");
        assertThat(state).isSameAs(before);
        assertThat(wish(ClusterWish.Kind.FORGET, "4").done()).isTrue();
        assertThat(state.knows(4)).isFalse();
        assertThat(wish(ClusterWish.Kind.KNOW, "4", "10.0.0.4", "1", "10.0.0.4", "2")
                        .done())
                .isTrue();
        assertThat(state.knows(4)).isTrue();
    }

    @Test
    void aDamagedStateIsNone() {
        apply(2, new Change.Join(Member.of(4).withState(MemberState.ACTIVE)));
        advance();
        byte[] bytes = ClusterStateCodec.encode(state);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            assertThat(ClusterStateCodec.decode(damaged)).as("byte %d", i).isNull();
        }
        assertThat(ClusterStateCodec.decode(new byte[3])).isNull();
    }
}
