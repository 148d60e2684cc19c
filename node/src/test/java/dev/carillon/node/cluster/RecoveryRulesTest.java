package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import dev.carillon.ring.plan.ClusterFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When a partition may go on with one survivor, and what follows. */
class RecoveryRulesTest {
    private static final int P = 3;

    private final TreeSet<Integer> down = new TreeSet<>();
    private ClusterState state = ClusterState.initial(new ClusterMap(
            "test",
            Placement.initial(
                    16, 3, IntStream.rangeClosed(1, 5).mapToObj(Member::of).toList()),
            IntStream.rangeClosed(1, 5)
                    .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                    .toList()));

    private final List<Integer> members = state.assignment(P).replicas();
    private final int survivor = members.get(2);
    private final int other = IntStream.rangeClosed(1, 5)
            .filter(id -> !members.contains(id))
            .findFirst()
            .orElseThrow();

    private ClusterWish.Outcome recover(Object... words) {
        List<String> texts = new ArrayList<>();
        for (Object word : words) {
            texts.add(word.toString());
        }
        ClusterWish wish =
                Objects.requireNonNull(ClusterWish.decode(new ClusterWish(ClusterWish.Kind.RECOVER, texts).encode()));
        ClusterFacts facts = new ClusterFacts(p -> 1, node -> Long.MAX_VALUE, node -> !down.contains(node));
        ClusterWish.Outcome outcome = wish.outcome(state, facts, 1_000);
        ClusterState next = outcome.state();
        if (next != null) {
            assertThat(next.version()).isEqualTo(state.version() + 1);
            assertThat(ClusterStateCodec.decode(ClusterStateCodec.encode(next))).isEqualTo(next);
            state = next;
        }
        return outcome;
    }

    private void refused(String why, Object... words) {
        ClusterWish.Outcome outcome = recover(words);
        assertThat(outcome.done()).isFalse();
        assertThat(outcome.state()).isNull();
        assertThat(outcome.words()).contains(why).contains("Nothing was changed");
    }

    private void lose() {
        down.addAll(members.subList(0, 2));
    }

    private MoveReport begun(Handover handover) {
        return new MoveReport(P, handover.attempt(), state.assignment(P).generation() + 1, survivor, 9, 77, 0);
    }

    @Test
    void nothingIsGuessed() {
        refused("a majority", P, survivor, 1, 0);
        down.add(members.get(0));
        refused("a majority", P, survivor, 1, 0);
        lose();
        refused("does not hold", P, other, 1, 0);
        refused("not as it was", P, survivor, 2, 0);
        refused("not as it was", P, survivor, 1, 1);
        refused("no partition", state.metaNumber(), survivor, 1, 0);
        refused("no partition", -1, survivor, 1, 0);
        refused("makes no sense", P, survivor, "x", 0);
        refused("makes no sense", P, survivor);
        down.add(survivor);
        refused("does not answer", P, survivor, 1, 0);
    }

    @Test
    void theSurvivorIsTheWholeNextGenerationUntilAPlanSaysOtherwise() {
        lose();
        assertThat(recover(P, survivor, 1, 0).done()).isTrue();
        Handover handover = Objects.requireNonNull(state.handover(P));
        assertThat(handover.recovery()).isTrue();
        assertThat(handover.to()).containsExactly(survivor);
        assertThat(state.group(P, 2).members()).hasSize(1);

        ClusterWish.Outcome again = recover(P, survivor, 1, 0);
        assertThat(again.done()).as("asked again").isTrue();
        assertThat(again.state()).isNull();

        state = Objects.requireNonNull(ClusterChanges.moved(state, begun(handover), 2_000));
        assertThat(state.assignment(P)).isEqualTo(new Assignment(2, List.of(survivor)));
        assertThat(state.handovers()).isEmpty();
        assertThat(state.receipts()).singleElement().satisfies(receipt -> {
            assertThat(receipt.generation()).isEqualTo(2);
            assertThat(receipt.rebalance()).isZero();
        });
        refused("a majority", P, survivor, 2, 0);
    }

    @Test
    void aMoveThatWaitedForTheLostOnesComesAfterTheRecovery() {
        List<Integer> to = List.of(survivor, other, members.get(0));
        Rebalance plan = new Rebalance(1, "a plan", List.of(), List.of(), 2, 1_000, Phase.RUNNING, 1, 0, 0, 5, 0);
        state = state.next()
                .withHandovers(List.of(new Handover(P, 1, to, false, false)))
                .withAttempts(1)
                .withRebalance(plan);
        lose();
        refused("not as it was", P, survivor, 1, 0);
        assertThat(recover(P, survivor, 1, 1).done()).isTrue();
        Handover handover = Objects.requireNonNull(state.handover(P));
        assertThat(handover.attempt()).isEqualTo(2);
        assertThat(Objects.requireNonNull(state.rebalance()).waiting()).containsExactly(new PlannedMove(P, to));
        assertThat(ClusterChanges.advance(state, node -> true, p -> false, node -> true, 1_500))
                .as("it waits")
                .isNull();

        ClusterState aborting = ClusterChanges.abort(state, Objects.requireNonNull(state.rebalance()), 1_500);
        assertThat(aborting.handover(P)).as("there is no way back").isEqualTo(handover);

        state = Objects.requireNonNull(ClusterChanges.moved(state, begun(handover), 2_000));
        assertThat(Objects.requireNonNull(state.rebalance()).done()).isZero();
        state = Objects.requireNonNull(ClusterChanges.advance(state, node -> true, p -> false, node -> true, 2_500));
        assertThat(Objects.requireNonNull(state.handover(P)).to()).isEqualTo(to);
        assertThat(Objects.requireNonNull(state.handover(P)).recovery()).isFalse();
    }

    @Test
    void onlyASurvivorThatIsLostTooIsReplaced() {
        lose();
        int second = members.get(1);
        recover(P, survivor, 1, 0);
        down.remove(second);
        refused("a majority", P, second, 1, 1);
        down.add(members.get(0));
        down.add(survivor);
        assertThat(recover(P, second, 1, 1).done()).isTrue();
        assertThat(Objects.requireNonNull(state.handover(P)).to()).containsExactly(second);
    }

    @Test
    void nodesOfTheVersionBeforeReadItUnlessThereIsARecovery() {
        assertThat(ClusterStateCodec.encode(state)[0]).isEqualTo((byte) 1);
        lose();
        recover(P, survivor, 1, 0);
        assertThat(ClusterStateCodec.encode(state)[0]).isEqualTo((byte) 2);
    }
}
