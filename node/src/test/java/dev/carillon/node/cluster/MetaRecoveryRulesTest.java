package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import dev.carillon.ring.plan.ClusterFacts;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When the meta group may begin anew on one node, with what, and what that stands above. */
class MetaRecoveryRulesTest {
    private static final long ID = 0x1234_5678_9abc_def0L;

    private final TreeSet<Integer> down = new TreeSet<>(List.of(1, 2));
    private ClusterState state = ClusterState.initial(new ClusterMap(
                    "test",
                    Placement.initial(
                            16,
                            3,
                            IntStream.rangeClosed(1, 5).mapToObj(Member::of).toList()),
                    IntStream.rangeClosed(1, 6)
                            .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                            .toList()))
            .withVersion(40);

    private String obstacle(int node, boolean sealed, MetaRecoveryRequest request) {
        return Objects.requireNonNull(
                MetaRecoveryRules.obstacle(state, other -> !down.contains(other), node, sealed, request));
    }

    private MetaRecoveryRequest seen() {
        return new MetaRecoveryRequest(ID, state.version(), state.recoveries().size());
    }

    private boolean isPossible(int node, boolean sealed) {
        return MetaRecoveryRules.obstacle(state, other -> !down.contains(other), node, sealed, seen()) == null;
    }

    private ClusterState with(List<Handover> handovers, @Nullable Rebalance rebalance) {
        return state.withHandovers(handovers).withAttempts(30).withRebalance(rebalance);
    }

    @Test
    void nothingIsGuessed() {
        assertThat(isPossible(3, false)).isTrue();
        assertThat(isPossible(5, false))
                .as("who is outside the group may know most")
                .isTrue();
        assertThat(obstacle(6, false, seen())).contains("no member of the ring");
        assertThat(obstacle(3, false, new MetaRecoveryRequest(0, 40, 0))).contains("not 0");
        assertThat(obstacle(3, false, new MetaRecoveryRequest(ID, 39, 0))).contains("Look again");
        assertThat(obstacle(3, false, new MetaRecoveryRequest(ID, 40, 1))).contains("Look again");
        down.remove(2);
        assertThat(obstacle(3, false, seen())).contains("[2, 3]", "a majority");
        assertThat(obstacle(4, false, seen())).contains("[2, 3]", "a majority");
    }

    @Test
    void whatIsSealedGoesOnByItselfIfItCan() {
        state = with(List.of(new Handover(state.metaNumber(), 7, List.of(3, 4, 1), false, false)), null);
        assertThat(isPossible(3, false)).as("without the seal it does not").isTrue();
        assertThat(obstacle(3, true, seen())).contains("goes on to nodes [3, 4, 1]");
        down.add(4);
        assertThat(isPossible(3, true)).isTrue();
    }

    @Test
    void itBeginsAboveAllThatTheLostOnesMayHaveUsed() {
        int meta = state.metaNumber();
        Handover own = new Handover(meta, 7, List.of(3, 4, 1), false, false);
        Handover other = new Handover(3, 8, List.of(1, 2, 3), false, false);
        Rebalance plan = new Rebalance(
                4,
                "",
                List.of(new PlannedMove(5, List.of(3, 4, 5)), new PlannedMove(meta, List.of(1, 2, 3))),
                List.of(),
                2,
                9,
                Phase.RUNNING,
                9,
                3,
                1,
                5,
                0);
        state = with(List.of(other, own), plan);
        ClusterState begun = MetaRecoveryRules.begun(state, 4, ID);
        assertThat(begun.version()).isEqualTo(40 + (1L << 32));
        assertThat(begun.meta().replicas()).containsExactly(4);
        assertThat(begun.meta().generation()).isBetween(1 + (1 << 16), 1 + (1 << 17));
        assertThat(begun.attempts()).isBetween(30 + (1 << 24), 30 + (1 << 25));
        assertThat(begun.handovers()).as("what moves goes on by itself").containsExactly(other);
        Rebalance left = Objects.requireNonNull(begun.rebalance());
        assertThat(left.waiting()).extracting(PlannedMove::partition).containsExactly(5);
        assertThat(left.given()).isEqualTo(3);
        assertThat(begun.map()).isEqualTo(state.map());
        assertThat(begun.recoveries())
                .containsExactly(new MetaRecovery(ID, 4, begun.meta().generation(), begun.version()));
        assertThat(begun.begunAnew(meta, 4)).isEqualTo(begun.meta().generation());
        assertThat(begun.begunAnew(meta, 3)).isZero();
        assertThat(begun.begunAnew(3, 4)).isZero();
        assertThat(ClusterStateCodec.decode(ClusterStateCodec.encode(begun))).isEqualTo(begun);
        assertThat(MetaRecoveryRules.isDone(begun, seen())).isTrue();
        assertThat(MetaRecoveryRules.isDone(state, seen())).isFalse();

        ClusterState apart = MetaRecoveryRules.begun(state, 4, ~ID);
        assertThat(apart.meta().generation()).isNotEqualTo(begun.meta().generation());
        assertThat(apart.attempts()).isNotEqualTo(begun.attempts());
    }

    @Test
    void itIsPossibleAsOftenAsTheNumbersAllow() {
        for (int i = 0; i < MetaRecovery.TIMES_MAX; i++) {
            assertThat(isPossible(4, false)).isTrue();
            state = MetaRecoveryRules.begun(state, 5, -1 - i);
            down.add(5);
        }
        assertThat(obstacle(4, false, seen())).contains("as often as its numbers allow");
        assertThat(state.attempts()).isPositive();
        assertThat(state.meta().generation()).as("what Owners can say").isLessThan(1 << 24);
        Owners owners = new Owners(1);
        owners.heard(0, state.meta().generation(), 3, 5);
        assertThat(owners.generation(0)).isEqualTo(state.meta().generation());
        assertThat(owners.node(0)).isEqualTo(5);
    }

    @Test
    void moreRecoveriesAreNewerWhateverTheVersion() {
        ClusterState begun = MetaRecoveryRules.begun(state, 4, ID);
        ClusterState old = state.withVersion(Long.MAX_VALUE);
        assertThat(Succession.of(old, begun)).isEqualTo(Succession.OLDER);
        assertThat(Succession.of(begun, old)).isEqualTo(Succession.NEWER);
        assertThat(Succession.of(begun, begun)).isEqualTo(Succession.SAME);
        assertThat(Succession.of(begun.withVersion(begun.version() + 1), begun)).isEqualTo(Succession.NEWER);
        ClusterState apart = MetaRecoveryRules.begun(state, 4, ID + 1);
        assertThat(Succession.of(apart, begun)).isEqualTo(Succession.APART);
        assertThat(Succession.of(MetaRecoveryRules.begun(apart, 3, 9), begun)).isEqualTo(Succession.APART);
        assertThat(Succession.of(begun, MetaRecoveryRules.begun(apart, 3, 9))).isEqualTo(Succession.APART);
        assertThat(Succession.of(MetaRecoveryRules.begun(begun, 3, 9), begun)).isEqualTo(Succession.NEWER);
    }

    /** What a node says of its state in a frame tells as much, but where the other one has more recoveries. */
    @Test
    void theVersionThatNodesTellSaysTheSame() {
        ClusterState begun = MetaRecoveryRules.begun(state, 4, ID);
        ClusterState twice = MetaRecoveryRules.begun(begun, 3, 9);
        ClusterState apart = MetaRecoveryRules.begun(state.withVersion(50), 4, ID + 1);
        List<ClusterState> all = List.of(state, begun, begun.withVersion(begun.version() + 3), twice, apart);
        for (ClusterState said : all) {
            byte[] frame = told(said);
            for (ClusterState known : all) {
                Succession age = ClusterFrames.age(new UnsafeBuffer(frame), 0, frame.length, known);
                Succession full = Succession.of(said, known);
                boolean longer = said.recoveries().size() > known.recoveries().size();
                assertThat(age).isEqualTo(longer ? Succession.NEWER : full);
            }
        }
    }

    private byte[] told(ClusterState said) {
        byte[][] frame = new byte[1][];
        new ClusterFrames()
                .version(new OnlySent((node, kind, bytes) -> frame[0] = bytes), 2, said, false, Format.NEWEST);
        return frame[0];
    }

    @Test
    void whatALogHasBeyondCountsOnlyIfItFollowsWhatIsKnown() {
        ClusterState next = changed(state, 41, 9);
        ClusterState afterNext = changed(next, 42, 10);
        LatestState latest = new LatestState(state, state);
        latest.heard(40, next);
        assertThat(latest.state()).isEqualTo(next);
        latest.heard(40, changed(state, 41, 11));
        assertThat(latest.state()).as("void: it follows another one").isEqualTo(next);
        latest.heard(41, afterNext);
        assertThat(latest.state()).isEqualTo(afterNext);

        LatestState behind = new LatestState(state, next);
        assertThat(behind.state()).isEqualTo(next);
        behind.heard(40, next);
        behind.heard(41, afterNext);
        assertThat(behind.state()).as("it comes by what is known").isEqualTo(afterNext);

        LatestState vain = new LatestState(state, changed(state, 41, 12));
        vain.heard(40, next);
        vain.heard(41, afterNext);
        assertThat(vain.state())
                .as("another one was agreed on in the place of the first")
                .isEqualTo(changed(state, 41, 12));

        LatestState damaged = new LatestState(state, state);
        damaged.heard(40, null);
        assertThat(damaged.state()).isEqualTo(state);
    }

    private ClusterState changed(ClusterState before, long version, int attempts) {
        return before.withVersion(version).withAttempts(attempts).withRebalance(null);
    }

    /** After a recovery a plan gives the group members that answer, and no others. */
    @Test
    void theNextPlanGivesTheGroupNodesThatAnswer() {
        state = MetaRecoveryRules.begun(state, 4, ID);
        ClusterWish apply = new ClusterWish(ClusterWish.Kind.APPLY, List.of("2", "1000000", "force", "rezone 5 b"));
        ClusterWish.Outcome outcome = apply.outcome(
                state, new ClusterFacts(p -> 1, node -> Long.MAX_VALUE, node -> !down.contains(node)), 1_000);
        Rebalance plan =
                Objects.requireNonNull(Objects.requireNonNull(outcome.state()).rebalance());
        assertThat(plan.waiting())
                .filteredOn(move -> move.partition() == state.metaNumber())
                .singleElement()
                .satisfies(move -> assertThat(move.to()).containsExactly(4, 3, 5));
        assertThat(outcome.state().meta()).isEqualTo(new Assignment(state.meta().generation(), List.of(4)));
    }
}
