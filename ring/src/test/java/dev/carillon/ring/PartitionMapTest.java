package dev.carillon.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionMapTest {
    private static final List<Member> THREE = List.of(Member.of(1), Member.of(2), Member.of(3));

    private static PartitionMap map(Assignment... assignments) {
        return new PartitionMap(7, 3, THREE, List.of(assignments));
    }

    @Test
    void isEqualToAnotherOfTheSameContent() {
        assertThat(map(new Assignment(1, List.of(1, 2, 3))))
                .isEqualTo(map(new Assignment(1, List.of(1, 2, 3))))
                .hasSameHashCodeAs(map(new Assignment(1, List.of(1, 2, 3))))
                .isNotEqualTo(map(new Assignment(1, List.of(2, 1, 3))));
    }

    @Test
    void isLedByTheFirstHealthyReplica() {
        Assignment assignment = new Assignment(1, List.of(2, 3, 1));
        assertThat(assignment.preferredLeader()).isEqualTo(2);
        assertThat(assignment.leader(node -> node != 2)).hasValue(3);
        assertThat(assignment.leader(node -> false)).isEmpty();
    }

    @Test
    void countsAGenerationOnlyWhenMembersDiffer() {
        Assignment assignment = new Assignment(4, List.of(1, 2));
        assertThat(assignment.followedBy(List.of(2, 1))).isEqualTo(new Assignment(4, List.of(2, 1)));
        assertThat(assignment.followedBy(List.of(2, 3))).isEqualTo(new Assignment(5, List.of(2, 3)));
        assertThat(assignment.followedBy(List.of(1, 2, 3)).generation()).isEqualTo(5);
    }

    @Test
    void findsMembersByNumber() {
        PartitionMap map = map(new Assignment(1, List.of(1)));
        assertThat(map.member(3)).isEqualTo(Member.of(3));
        assertThat(map.member(4)).isNull();
    }

    @Test
    void hasAHigherEpochAfterEveryChange() {
        PartitionMap map = map(new Assignment(1, List.of(1, 2, 3)));
        assertThat(map.withAssignment(0, new Assignment(2, List.of(1))).epoch()).isEqualTo(8);
        assertThat(map.withMembers(1, THREE).epoch()).isEqualTo(8);
    }

    @Test
    void refusesWhatIsNoMap() {
        refused("twice", new Assignment(1, List.of(1, 2, 1)));
        refused("no member", new Assignment(1, List.of(9)));
        refused("0 replicas", new Assignment(1, List.of()));
        refused("generation 0", new Assignment(0, List.of(1)));
        refused(
                "power of two",
                new Assignment(1, List.of(1)),
                new Assignment(1, List.of(1)),
                new Assignment(1, List.of(1)));
        assertThatThrownBy(() -> new PartitionMap(1, 3, List.of(Member.of(2), Member.of(1)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PartitionMap(
                        1, 3, List.of(Member.of(1).withWeight(0)), List.of(new Assignment(1, List.of(1)))))
                .hasMessageContaining("weight of node 1");
    }

    private static void refused(String words, Assignment... assignments) {
        assertThatThrownBy(() -> map(assignments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @Test
    void readsAsLinesOfText() {
        PartitionMap map = new PartitionMap(
                7,
                3,
                List.of(Member.of(1), Member.of(2).withZone("b").withState(MemberState.DRAINING)),
                List.of(new Assignment(1, List.of(1, 2)), new Assignment(3, List.of(2))));
        assertThat(PartitionMapText.of(map)).isEqualTo("""
                epoch 7
                partitions 2
                replicas 3
                node 1 name n1 weight 100 active
                node 2 name n2 zone b weight 100 draining
                partition 0 generation 1 on 1 2
                partition 1 generation 3 on 2
                """);
    }
}
