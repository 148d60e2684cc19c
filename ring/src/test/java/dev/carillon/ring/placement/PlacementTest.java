package dev.carillon.ring.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.RandomRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
    private static final int RINGS = 25;
    private static final int CHANGES = 5;

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    private static List<List<Integer>> replicas(PartitionMap map) {
        return map.assignments().stream().map(Assignment::replicas).toList();
    }

    private static Map<Integer, Integer> loads(List<List<Integer>> placed) {
        Map<Integer, Integer> loads = new TreeMap<>();
        placed.forEach(replicas -> replicas.forEach(node -> loads.merge(node, 1, Integer::sum)));
        return loads;
    }

    private static List<Member> members(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Member::of).toList();
    }

    private static PartitionMap changed(PartitionMap map, int id, Member instead) {
        List<Member> members = new ArrayList<>(map.members());
        members.replaceAll(member -> member.id() == id ? instead : member);
        return map.withMembers(map.replicationFactor(), members);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isDistinctSpreadAndFairThroughAnyChanges(int seed) {
        for (int i = 0; i < RINGS; i++) {
            RandomRing ring = new RandomRing(seed * 1000L + i);
            PartitionMap map = ring.placed(8, 14);
            RingChecks.check(map, replicas(map));
            for (int k = 0; k < CHANGES; k++) {
                PartitionMap wanted = RandomChange.of(ring, map);
                List<List<Integer>> placed = Placement.of(wanted);
                RingChecks.check(wanted, placed);
                assertThat(Placement.of(wanted)).as("the same again").isEqualTo(placed);
                map = RandomChange.moved(wanted, placed);
                assertThat(Placement.of(map))
                        .as("nothing to do once all has moved")
                        .isEqualTo(placed);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void movesAsFewAsAnExactSolution(int seed) {
        for (int i = 0; i < 12; i++) {
            RandomRing ring = new RandomRing(1_000_000 + seed * 1000L + i);
            PartitionMap map = ring.placed(5, 9);
            for (int k = 0; k < CHANGES; k++) {
                PartitionMap wanted = RandomChange.of(ring, map);
                List<List<Integer>> placed = Placement.of(wanted);
                int fewest = FewestMoves.of(wanted, loads(placed));
                assertThat(RingChecks.newReplicas(wanted, placed))
                        .as("seed %d, ring %d, change %d: %s", seed, i, k, wanted)
                        .isEqualTo(fewest);
                map = RandomChange.moved(wanted, placed);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 64", "4, 64", "5, 128", "10, 256", "30, 1024", "100, 2048"})
    void movesWhatAJoinAndALeaveCannotDoWithout(int nodes, int partitions) {
        PartitionMap map = Placement.initial(partitions, 3, members(nodes));
        List<Member> more = members(nodes + 1);
        PartitionMap joined = map.withMembers(3, more);
        double ideal = 3.0 * partitions / (nodes + 1);
        assertThat(RingChecks.newReplicas(joined, Placement.of(joined))).isLessThanOrEqualTo((int) Math.ceil(ideal));
        if (nodes > 3) {
            PartitionMap left = changed(map, 2, Member.of(2).withState(MemberState.EVICTED));
            assertThat(RingChecks.newReplicas(left, Placement.of(left)))
                    .isEqualTo(loads(replicas(map)).get(2));
        }
    }

    @ParameterizedTest
    @CsvSource({"4, 64", "7, 256", "10, 256", "30, 1024", "100, 2048"})
    void loadsNobodyFivePercentAboveTheMean(int nodes, int partitions) {
        List<Member> members = new ArrayList<>(members(nodes));
        members.replaceAll(member -> member.id() % 3 == 0 ? member.withWeight(50) : member);
        double weights = members.stream().mapToDouble(Member::weight).sum();
        Map<Integer, Integer> loads = loads(replicas(Placement.initial(partitions, 3, members)));
        for (Member member : members) {
            double fair = Math.min(partitions, 3.0 * partitions * member.weight() / weights);
            assertThat(loads.getOrDefault(member.id(), 0) / fair)
                    .isLessThanOrEqualTo(Math.max(1.05, (fair + 1) / fair));
            if (fair >= 20 && nodes > 4) {
                assertThat(loads.getOrDefault(member.id(), 0) / fair).isLessThanOrEqualTo(1.05);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 10, 30})
    void handsTheLeadsOfALostNodeToManyOthers(int nodes) {
        PartitionMap map = Placement.initial(1024, 3, members(nodes));
        for (int lost = 1; lost <= nodes; lost++) {
            int gone = lost;
            Map<Integer, Integer> heirs = new TreeMap<>();
            for (Assignment assignment : map.assignments()) {
                if (assignment.preferredLeader() == gone) {
                    heirs.merge(assignment.leader(node -> node != gone).orElseThrow(), 1, Integer::sum);
                }
            }
            int led = heirs.values().stream().mapToInt(n -> n).sum();
            assertThat(heirs).as("heirs of %d", lost).hasSizeGreaterThanOrEqualTo((int)
                    (0.75 * Math.min(led, nodes - 1)));
            assertThat(heirs.values()).allMatch(n -> n <= 2 + 2 * led / (nodes - 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 64", "9, 26"})
    void keepsLeadersThatMayStay(int nodes, int most) {
        PartitionMap map = Placement.initial(256, 3, members(nodes));
        PartitionMap wanted = map.withMembers(3, members(nodes + 1));
        List<List<Integer>> placed = Placement.of(wanted);
        long changed = IntStream.range(0, 256)
                .filter(p -> placed.get(p).get(0) != map.assignment(p).preferredLeader())
                .count();
        // The new node leads its part; nobody else needs to change for that.
        assertThat(changed).isLessThanOrEqualTo(most);
    }

    @Test
    void moreReplicasOfAPartitionThanOneMoveOnlyIfTheyMust() {
        PartitionMap map = Placement.initial(256, 3, members(8));
        PartitionMap wanted = map.withMembers(3, members(10));
        List<List<Integer>> placed = Placement.of(wanted);
        assertThat(placed).noneMatch(replicas -> replicas.containsAll(List.of(9, 10)));
    }

    @Test
    void fewerReplicasNeedNoNewOnesInALargeRing() {
        PartitionMap map = Placement.initial(8192, 3, members(40));
        PartitionMap wanted = map.withMembers(1, map.members());
        assertThat(RingChecks.newReplicas(wanted, Placement.of(wanted))).isZero();
    }

    @Test
    void moreReplicasLeaveThoseThatAreThereAlone() {
        PartitionMap one = Placement.initial(64, 1, members(5));
        PartitionMap three = one.withMembers(3, one.members());
        List<List<Integer>> placed = Placement.of(three);
        assertThat(RingChecks.newReplicas(three, placed)).isEqualTo(128);
        PartitionMap back = RandomChange.moved(three, placed).withMembers(1, one.members());
        assertThat(RingChecks.newReplicas(back, Placement.of(back))).isZero();
    }

    @Test
    void aSuccessorGetsWhatItsPredecessorHeld() {
        PartitionMap map = Placement.initial(256, 3, members(7));
        List<Member> members = new ArrayList<>(map.members());
        members.set(3, members.get(3).withState(MemberState.EVICTED));
        members.add(Member.of(8));
        PartitionMap wanted = map.withMembers(3, members);
        List<List<Integer>> placed = Placement.of(wanted);
        for (int p = 0; p < 256; p++) {
            List<Integer> expected = new ArrayList<>(map.assignment(p).replicas());
            expected.replaceAll(node -> node == 4 ? 8 : node);
            assertThat(placed.get(p)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void zonesComeBeforeWeights() {
        List<Member> members = List.of(
                Member.of(1).withZone("a"),
                Member.of(2).withZone("b"),
                Member.of(3).withZone("c").withWeight(900));
        PartitionMap map = Placement.initial(64, 2, members);
        RingChecks.check(map, replicas(map));
        assertThat(loads(replicas(map)))
                .containsEntry(3, 64)
                .containsEntry(1, 32)
                .containsEntry(2, 32);
    }

    @Test
    void needsAnActiveMember() {
        assertThatThrownBy(() -> Placement.initial(4, 3, List.of(Member.of(1).withState(MemberState.DRAINING))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no member is active");
    }
}
