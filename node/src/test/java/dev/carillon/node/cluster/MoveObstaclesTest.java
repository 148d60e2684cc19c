package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.MoveObstacles.Waiting;
import dev.carillon.node.cluster.Rebalance.Phase;
import dev.carillon.node.cluster.Rebalance.PlannedMove;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a move needs, whom it lacks, and since when it stands still. */
class MoveObstaclesTest {
    private static final long SECOND = 1_000_000_000L;

    private static final ClusterState STATE = ClusterState.initial(new ClusterMap(
            "test",
            Placement.initial(
                            8,
                            3,
                            IntStream.rangeClosed(1, 6).mapToObj(Member::of).toList())
                    .withAssignment(5, new Assignment(1, List.of(1, 2, 3))),
            IntStream.rangeClosed(1, 6)
                    .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                    .toList()));

    private final Set<Integer> silent = new TreeSet<>();

    private static List<Integer> numbers(String text) {
        return Stream.of(text.split(" "))
                .filter(each -> !each.isEmpty())
                .map(Integer::valueOf)
                .toList();
    }

    private static ClusterState moving(Handover handover) {
        return STATE.withHandovers(List.of(handover));
    }

    private static ClusterState planned(List<Integer> to) {
        return STATE.withRebalance(
                new Rebalance(1, "", List.of(new PlannedMove(5, to)), List.of(), 1, 2, Phase.RUNNING, 1, 0, 0, 1, 0));
    }

    private List<Waiting> waiting(ClusterState state) {
        return MoveObstacles.of(state, node -> !silent.contains(node));
    }

    @ParameterizedTest
    @CsvSource({
        // held by 1 2 3; to,  silent,   missing
        "4 2 3,                '',       ''",
        "4 2 3,                1,        ''",
        "4 2 3,                4,        ''",
        "4 2 3,                1 2,      1 2",
        "4 5 3,                4 5,      4 5",
        "4 5 3,                1 4,      ''",
        "4 5 3,                1 2 4 5,  1 2 4 5",
        "4 5 6,                3 6,      ''",
        "4,                    4,        4",
        "1,                    2 3,      2 3",
    })
    void aMajorityOfBothGenerationsHasToAnswer(String to, String silentOnes, String missing) {
        silent.addAll(numbers(silentOnes));
        List<Waiting> wanted = missing.isEmpty() ? List.of() : List.of(new Waiting(5, numbers(missing)));
        assertThat(waiting(planned(numbers(to)))).as("that is to move").isEqualTo(wanted);
        assertThat(waiting(moving(new Handover(5, 1, numbers(to), false, false))))
                .as("that moves")
                .isEqualTo(wanted);
    }

    @Test
    void anotherOrderOfTheSameMembersNeedsNobody() {
        silent.addAll(List.of(1, 2, 3));
        assertThat(waiting(planned(List.of(2, 3, 1)))).isEmpty();
    }

    @Test
    void whoRecoversAPartitionNeedsNobodyElse() {
        ClusterState state = moving(new Handover(5, 1, List.of(1), false, true));
        silent.addAll(List.of(2, 3));
        assertThat(waiting(state)).isEmpty();
        silent.add(1);
        assertThat(waiting(state)).containsExactly(new Waiting(5, List.of(1)));
    }

    @Test
    void aPartitionThatMovesAndIsToMoveAgainIsNamedOnce() {
        silent.addAll(List.of(1, 2));
        ClusterState state =
                planned(List.of(4, 2, 3)).withHandovers(List.of(new Handover(5, 1, List.of(4, 5, 3), false, false)));
        assertThat(waiting(state)).containsExactly(new Waiting(5, List.of(1, 2)));
    }

    @Test
    void nobodyWaitsForLongForWhatStandsStill() {
        Standstills standstills = new Standstills();
        Set<Integer> unled = new TreeSet<>();
        ClusterState state = moving(new Handover(5, 1, List.of(4, 2, 3), false, false));
        boolean[] isLong = new boolean[60];
        for (int s = 0; s < isLong.length; s++) {
            silent.clear();
            unled.clear();
            if (s >= 3 && s < 9 || s >= 20 && s < 35) {
                silent.addAll(List.of(1, 2));
            }
            if (s >= 40) {
                unled.add(5);
            }
            standstills.look(state, node -> !silent.contains(node), p -> !unled.contains(p), s * SECOND);
            isLong[s] = standstills.isLong(5, s * SECOND);
        }
        for (int s = 0; s < isLong.length; s++) {
            assertThat(isLong[s]).as("second %d", s).isEqualTo(s >= 30 && s < 35 || s >= 50);
        }
        standstills.look(STATE, node -> true, p -> false, 60 * SECOND);
        assertThat(standstills.isLong(5, 80 * SECOND)).as("it has moved").isFalse();
    }
}
