package dev.carillon.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.placement.Placement;
import dev.carillon.ring.plan.Planned.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final long MB = 1_000_000;
    private static final PartitionMap FIVE = Placement.initial(
            64, 3, IntStream.rangeClosed(1, 5).mapToObj(Member::of).toList());

    private static Plan plan(PartitionMap map, ClusterFacts facts, Change... changes) {
        Planned planned = new Planner(Limits.DEFAULT, facts).plan(map, List.of(changes));
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).plan();
    }

    private static Plan plan(PartitionMap map, Change... changes) {
        return plan(map, ClusterFacts.evenly(10 * MB), changes);
    }

    private static Reason refusal(Change... changes) {
        Planned planned = new Planner(Limits.DEFAULT, ClusterFacts.evenly(0)).plan(FIVE, List.of(changes));
        assertThat(planned).isInstanceOf(Planned.Refused.class);
        assertThat(((Planned.Refused) planned).sentence()).endsWith(".");
        return ((Planned.Refused) planned).reason();
    }

    private static List<Class<?>> kinds(Plan plan) {
        return new ArrayList<>(plan.warnings().stream().map(Object::getClass).toList());
    }

    private static ClusterFacts silent(int... nodes) {
        return new ClusterFacts(
                p -> MB, node -> Long.MAX_VALUE, node -> IntStream.of(nodes).noneMatch(n -> n == node));
    }

    @Test
    void onePartitionMovesAndNothingElse() {
        List<Integer> held = FIVE.assignment(17).replicas();
        int newcomer = IntStream.rangeClosed(1, 5)
                .filter(node -> !held.contains(node))
                .findFirst()
                .orElseThrow();
        List<Integer> to = List.of(newcomer, held.get(0), held.get(1));
        Plan plan = plan(FIVE, new Change.MovePartition(17, to));
        assertThat(plan.moves()).hasSize(1);
        assertThat(plan.bytes()).isEqualTo(10 * MB);
        assertThat(plan.target().assignment(17).replicas()).isEqualTo(to);
        Change.MovePartition back = new Change.MovePartition(17, List.of(3, 1, 2));
        assertThat(plan(FIVE, new Change.Join(Member.of(6)), back)
                        .target()
                        .assignment(17)
                        .replicas())
                .as("with other changes")
                .isEqualTo(back.nodes());
        assertThat(refusal(new Change.MovePartition(64, to))).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(refusal(new Change.MovePartition(1, List.of(1, 2)))).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(refusal(new Change.MovePartition(1, List.of(1, 1, 2)))).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(refusal(new Change.MovePartition(1, List.of(1, 2, 9)))).isEqualTo(Reason.NO_SUCH_MEMBER);
    }

    @Test
    void aJoinBringsDataToTheNewNodeAlone() {
        Plan plan = plan(FIVE, new Change.Join(Member.of(6)));
        assertThat(plan.copies()).isEqualTo(32);
        assertThat(plan.bytes()).isEqualTo(320 * MB);
        assertThat(plan.moves()).allSatisfy(move -> assertThat(move.newcomers()).isSubsetOf(6));
        assertThat(plan.warnings()).isEmpty();
        assertThat(plan.target().member(6)).isNotNull();
    }

    @Test
    void aLeaverIsNoMemberAfterwardsAndADrainedNodeStillIs() {
        assertThat(plan(FIVE, new Change.Leave(2)).target().member(2)).isNull();
        PartitionMap drained = plan(FIVE, new Change.Drain(2)).target();
        assertThat(Objects.requireNonNull(drained.member(2)).state()).isEqualTo(MemberState.DRAINING);
        assertThat(drained.assignments()).noneMatch(a -> a.replicas().contains(2));
        assertThat(plan(drained, new Change.Activate(2)).copies()).isEqualTo(38);
        assertThat(plan(drained, new Change.Leave(2)).target().member(2)).isNull();
    }

    @Test
    void theFirstOfTheMovesAreThoseWithFewestCopiesLeft() {
        Plan plan = plan(FIVE, silent(2), new Change.Evict(1));
        List<Integer> left = plan.moves().stream()
                .filter(move -> move.kind() == Move.Kind.COPY)
                .map(move -> move.from().healthy(node -> node > 2))
                .toList();
        assertThat(left).isSorted().contains(1, 2);
    }

    @Test
    void nobodyCopiesFromALostOrSilentNode() {
        Plan plan = plan(FIVE, silent(2), new Change.Evict(1));
        assertThat(plan.moves())
                .filteredOn(move -> move.source().isPresent())
                .isNotEmpty()
                .allSatisfy(move -> assertThat(move.source().getAsInt())
                        .isIn(move.from().replicas())
                        .isNotIn(1, 2));
    }

    @Test
    void sourcesTakeTurns() {
        Plan plan = plan(FIVE, new Change.Evict(1));
        for (int node = 2; node <= 5; node++) {
            int source = node;
            assertThat(plan.moves().stream().filter(m -> m.source().equals(OptionalInt.of(source))))
                    .hasSizeBetween(8, 12);
        }
    }

    @Test
    void warnsOfLostDataAndLostMajorities() {
        Plan two = plan(FIVE, new Change.Evict(1), new Change.Evict(2));
        assertThat(kinds(two)).contains(Warning.QuorumLost.class).doesNotContain(Warning.DataLost.class);
        assertThat(two.isStopped()).isTrue();
        Warning.QuorumLost lost = (Warning.QuorumLost) two.warnings().get(0);
        assertThat(lost.partitions())
                .isEqualTo(IntStream.range(0, 64)
                        .filter(p -> FIVE.assignment(p).replicas().containsAll(List.of(1, 2)))
                        .boxed()
                        .toList());
        Plan three = plan(FIVE, new Change.Evict(1), new Change.Evict(2), new Change.Evict(3));
        assertThat(kinds(three)).startsWith(Warning.DataLost.class);
        assertThat(three.moves()).anySatisfy(move -> {
            assertThat(move.source()).isEmpty();
            assertThat(move.kind()).isEqualTo(Move.Kind.COPY);
        });
        assertThat(kinds(plan(FIVE, silent(1, 2), new Change.Rebalance()))).contains(Warning.QuorumLost.class);
    }

    @Test
    void warnsOfFewerCopiesNowAndLater() {
        assertThat(kinds(plan(FIVE, new Change.Evict(1)))).containsExactly(Warning.BelowReplicas.class);
        Plan shrunk = plan(FIVE, new Change.Leave(1), new Change.Leave(2), new Change.Leave(3));
        assertThat(shrunk.warnings()).contains(new Warning.NotEnoughNodes(2, 3));
        assertThat(shrunk.target().assignments()).allMatch(a -> a.replicas().size() == 2);
        assertThat(kinds(plan(FIVE, new Change.Replicas(1)))).containsExactly(Warning.SingleCopy.class);
        PartitionMap single = plan(FIVE, new Change.Replicas(1)).target();
        assertThat(kinds(plan(single, new Change.Replicas(3)))).isEmpty();
        assertThat(plan(single, new Change.Replicas(3)).copies()).isEqualTo(128);
    }

    @Test
    void warnsOfZonesThatRepeat() {
        Plan plan = plan(
                FIVE,
                IntStream.rangeClosed(1, 5)
                        .mapToObj(node -> (Change) new Change.Rezone(node, node % 2 == 0 ? "a" : "b"))
                        .toArray(Change[]::new));
        assertThat(plan.warnings()).contains(new Warning.ZonesNotDistinct(2, 3));
    }

    @Test
    void warnsOfANodeThatGetsMoreThanItsWeight() {
        Plan plan = plan(
                FIVE,
                new Change.Rezone(1, "a"),
                new Change.Rezone(2, "b"),
                new Change.Rezone(3, "b"),
                new Change.Rezone(4, "c"),
                new Change.Rezone(5, "c"));
        assertThat(plan.warnings()).contains(new Warning.OverShare(1, "n1", 64, 38));
    }

    @Test
    void warnsOfSmallDisksAndSilentNodes() {
        ClusterFacts small =
                new ClusterFacts(p -> 10 * MB, node -> node == 6 ? 300 * MB : Long.MAX_VALUE, node -> true);
        assertThat(plan(FIVE, small, new Change.Join(Member.of(6))).warnings())
                .containsExactly(new Warning.DiskTooSmall(6, "n6", 320 * MB, 300 * MB));
        assertThat(plan(FIVE, silent(6), new Change.Join(Member.of(6))).warnings())
                .containsExactly(new Warning.TargetSilent(6, "n6", 32));
        assertThat(kinds(plan(FIVE, silent(3), new Change.Replicas(1)))).startsWith(Warning.NewQuorumSilent.class);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThat(refusal(new Change.Join(Member.of(5)))).isEqualTo(Reason.ALREADY_A_MEMBER);
        assertThat(refusal(new Change.Join(new Member(9, "n5", "", 1, MemberState.ACTIVE))))
                .isEqualTo(Reason.ALREADY_A_MEMBER);
        assertThat(refusal(new Change.Drain(9))).isEqualTo(Reason.NO_SUCH_MEMBER);
        assertThat(refusal(new Change.Replace(9, true, Member.of(10)))).isEqualTo(Reason.NO_SUCH_MEMBER);
        assertThat(refusal(new Change.Evict(1), new Change.Activate(1))).isEqualTo(Reason.EVICTED);
        assertThat(refusal(new Change.Reweigh(1, 0))).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(refusal(new Change.Replicas(8))).isEqualTo(Reason.OUT_OF_RANGE);
        assertThat(refusal(
                        IntStream.rangeClosed(1, 5).mapToObj(Change.Drain::new).toArray(Change[]::new)))
                .isEqualTo(Reason.NOBODY_LEFT);
    }

    @Test
    void aStepRefusesAMapThatItWasNotMadeFor() {
        Plan plan = plan(FIVE, new Change.Join(Member.of(6)));
        PartitionMap entered = plan.mapAfter(1);
        Move move = plan.moves().get(0);
        PartitionMap moved = move.applyTo(entered);
        assertThat(moved.assignment(move.partition())).isEqualTo(new Assignment(2, move.to()));
        assertThat(move.fits(moved)).isFalse();
        assertThatThrownBy(() -> move.applyTo(moved)).isInstanceOf(IllegalStateException.class);
        assertThat(move.fits(FIVE)).as("the newcomer is no member yet").isFalse();
    }
}
