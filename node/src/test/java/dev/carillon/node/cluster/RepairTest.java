package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Member;
import dev.carillon.ring.MemberState;
import dev.carillon.ring.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a node held that is gone for long is copied to others, and nothing is done too early or on a guess. */
class RepairTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long AFTER = 60 * SECOND;

    private final Set<Integer> down = new TreeSet<>();
    private final List<String> notices = new ArrayList<>();
    private final Repair repair = new Repair(AFTER, down::contains, notices::add, 0);
    private ClusterState state = cluster(4);

    private static ClusterState cluster(int nodes) {
        return ClusterState.initial(new ClusterMap(
                "test",
                Placement.initial(
                        16,
                        3,
                        IntStream.rangeClosed(1, nodes).mapToObj(Member::of).toList()),
                IntStream.rangeClosed(1, nodes)
                        .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                        .toList()));
    }

    private @Nullable ClusterState look(long fromS, long toS) {
        for (long s = fromS; s <= toS; s++) {
            ClusterState next = repair.next(state, s * SECOND, s * 1_000);
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    @Test
    void whatANodeHeldThatIsGoneForLongIsCopiedToOthers() {
        assertThat(look(0, 100)).as("all are there").isNull();
        down.add(3);
        assertThat(look(101, 160)).as("not yet").isNull();
        ClusterState next = look(161, 162);
        assertThat(next).isNotNull();
        assertThat(Objects.requireNonNull(next.rebalance()).words()).isEqualTo("repair: drain node 3");
        assertThat(Objects.requireNonNull(next.map().ring().member(3)).state()).isEqualTo(MemberState.DRAINING);
        assertThat(Objects.requireNonNull(next.rebalance()).waiting())
                .isNotEmpty()
                .allSatisfy(move -> assertThat(move.to()).hasSize(3).doesNotContain(3));
        state = next;
        assertThat(look(163, 400)).as("one plan at a time").isNull();
    }

    @Test
    void aNodeThatCameBackIsWaitedForAnew() {
        down.add(3);
        look(0, 50);
        down.remove(3);
        look(51, 52);
        down.add(3);
        assertThat(look(53, 112)).isNull();
        assertThat(look(113, 114)).isNotNull();
    }

    @Test
    void whileAFurtherOneMayBeBackSoonNothingIsPlanned() {
        state = cluster(6);
        down.add(3);
        look(0, 59);
        down.add(4);
        assertThat(look(60, 119)).isNull();
        ClusterState next = look(120, 130);
        assertThat(next).isNotNull();
        assertThat(Objects.requireNonNull(next.rebalance()).words()).isEqualTo("repair: drain node 3, drain node 4");
    }

    @Test
    void withTooFewNodesItIsSaidOnce() {
        state = cluster(3);
        down.add(3);
        assertThat(look(0, 300)).isNull();
        assertThat(notices).hasSize(1);
        assertThat(notices.get(0))
                .contains("Node [3]")
                .contains("fewer nodes are left")
                .contains("--replace-lost");
        down.clear();
        look(301, 302);
        down.add(3);
        look(303, 500);
        assertThat(notices).as("said again when it goes again").hasSize(2);
    }

    @Test
    void anotherLeaderCountsFromItsOwnBeginning() {
        down.add(3);
        look(0, 59);
        repair.forget();
        assertThat(look(60, 119)).isNull();
        assertThat(look(120, 121)).isNotNull();
    }

    @Test
    void itCanBeLeftToOperators() {
        Repair never = new Repair(0, down::contains, notices::add, 0);
        down.add(3);
        for (long s = 0; s < 1_000; s++) {
            assertThat(never.next(state, s * SECOND, 0)).isNull();
        }
    }
}
