package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.plan.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;

class MovePaceTest {
    private static final long HANDOVER_NS = Limits.DEFAULT.handoverMillis() * 1_000_000;

    private final MovePace pace = new MovePace();

    private static Rebalance plan(int movesPerNode) {
        return new Rebalance(
                1, "join n4", List.of(), List.of(), movesPerNode, 1, Rebalance.Phase.RUNNING, 9, 0, 0, 0, 0);
    }

    @Test
    void aNodeBeginsAsManyInTheTimeOfAHandoverAsThePlanHasAtOnce() {
        pace.began(List.of(1, 4), 100);
        for (int lanes : new int[] {1, 2, 12}) {
            long step = HANDOVER_NS / lanes;
            assertThat(pace.isRested(4, plan(lanes), 100 + step - 1)).isFalse();
            assertThat(pace.isRested(4, plan(lanes), 100 + step)).isTrue();
        }
        assertThat(pace.isRested(2, plan(1), 100)).isTrue();
        pace.forget();
        assertThat(pace.isRested(4, plan(1), 100)).isTrue();
    }

    /** Half of the nodes begin a move in a step, each with one of the other half. */
    @Test
    void movesOfDifferentNodesAreSpreadOverTheStep() {
        assertThat(MovePace.gapNs(plan(1), 4)).isEqualTo(HANDOVER_NS / 2);
        assertThat(MovePace.gapNs(plan(4), 10)).isEqualTo(HANDOVER_NS / 20);
        assertThat(MovePace.gapNs(plan(1), 1)).isEqualTo(HANDOVER_NS);
    }
}
