package dev.carillon.ring.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static Move copy(int partition, int from, int to, long bytes) {
        return new Move(partition, new Assignment(1, List.of(from)), List.of(to), OptionalInt.of(from), bytes);
    }

    @Test
    void aNodesCopiesWaitForEachOtherAndOthersDoNot() {
        Limits limits = new Limits(1, 1000, 100);
        Schedule schedule = Schedule.of(List.of(copy(0, 1, 2, 500), copy(1, 1, 3, 500), copy(2, 4, 5, 2000)), limits);
        assertThat(schedule.begin(0)).isZero();
        assertThat(schedule.end(0)).isEqualTo(600);
        assertThat(schedule.begin(1)).isEqualTo(600);
        assertThat(schedule.begin(2)).isZero();
        assertThat(schedule.total()).isEqualTo(2100);
    }

    @Test
    void lanesShareTheBandwidth() {
        Schedule schedule = Schedule.of(List.of(copy(0, 1, 2, 500), copy(1, 1, 2, 500)), new Limits(2, 1000, 0));
        assertThat(schedule.end(0)).isEqualTo(1000);
        assertThat(schedule.total()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void nobodyEverCopiesMoreAtOnceThanTheLimit(int limit) {
        PartitionMap map = Placement.initial(
                128, 3, IntStream.rangeClosed(1, 8).mapToObj(Member::of).toList());
        Planner planner = new Planner(new Limits(limit, 1_000_000, 50), ClusterFacts.evenly(777_777));
        List<Change> changes = List.of(new Change.Evict(3), new Change.Join(Member.of(9)));
        List<Move> moves = ((Planned.Ready) planner.plan(map, changes)).plan().moves();
        Schedule schedule = Schedule.of(moves, new Limits(limit, 1_000_000, 50));
        int most = 0;
        for (int i = 0; i < moves.size(); i++) {
            for (int node = 1; node <= 9; node++) {
                int busy = 0;
                for (int k = 0; k < moves.size(); k++) {
                    List<Integer> nodes = new ArrayList<>(moves.get(k).newcomers());
                    if (!nodes.isEmpty()) {
                        moves.get(k).source().ifPresent(nodes::add);
                    }
                    boolean runs = schedule.begin(k) <= schedule.begin(i) && schedule.begin(i) < schedule.end(k);
                    busy += runs && nodes.contains(node) ? 1 : 0;
                }
                most = Math.max(most, busy);
            }
        }
        assertThat(most).isEqualTo(limit);
    }
}
