package dev.carillon.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.ring.Member;
import dev.carillon.ring.PartitionMap;
import dev.carillon.ring.placement.Placement;
import dev.carillon.ring.plan.Change;
import dev.carillon.ring.plan.Limits;
import dev.carillon.simulator.bench.load.SteadyPairs;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MoveAheadTest {
    private static final PartitionMap THREE = Placement.initial(
            64, 3, IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList());

    @Test
    void everyOtherPairMovesAndNobodyIsInTwo() {
        MoveAhead ahead = MoveAhead.of(THREE, new Change.Join(Member.of(4)), Limits.DEFAULT);
        List<SteadyPairs.Names> names = ahead.names(40);

        assertThat(names).hasSize(40);
        Set<String> users = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            for (String user : List.of(names.get(i).sender(), names.get(i).receiver())) {
                int partition = THREE.partitions().ofUser(user.getBytes(StandardCharsets.UTF_8));
                assertThat(ahead.moving().contains(partition)).isEqualTo(i % 2 == 0);
                users.add(user);
            }
        }
        assertThat(users).hasSize(80);
    }

    @Test
    void whereNothingStaysThereIsNothingToCompare() {
        PartitionMap one = Placement.initial(64, 1, List.of(Member.of(1)));
        assertThatThrownBy(() -> MoveAhead.of(one, new Change.Replace(1, false, Member.of(2)), Limits.DEFAULT))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("64 of 64");
    }

    @Test
    void whatIsRefusedHasNoPlan() {
        assertThatThrownBy(() -> MoveAhead.of(THREE, new Change.Join(Member.of(3)), Limits.DEFAULT))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("no plan");
    }
}
