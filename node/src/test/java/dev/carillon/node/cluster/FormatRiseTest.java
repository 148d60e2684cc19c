package dev.carillon.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nobody writes what a node of the cluster might not read. */
class FormatRiseTest {
    private final ClusterState state = ClusterState.initial(new ClusterMap(
            "test",
            Placement.initial(
                    4, 3, IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList()),
            IntStream.rangeClosed(1, 3)
                    .mapToObj(n -> new ClusterNode(n, n, "127.0.0.1", n, "127.0.0.1", 10 + n))
                    .toList()));
    private final Map<Integer, Long> connections = new HashMap<>(Map.of(2, 7L, 3, 7L));
    private final FormatRise rise = new FormatRise(1, Format.NEWEST, node -> connections.getOrDefault(node, 0L));

    @Test
    void itRisesWhenAllHaveSaidSo() {
        assertThat(rise.next(state)).isNull();
        rise.heard(2, Format.NEWEST);
        assertThat(rise.next(state)).as("of node 3 nothing is known").isNull();
        rise.heard(3, Format.NEWEST);
        ClusterState next = Objects.requireNonNull(rise.next(state));
        assertThat(next.format()).isEqualTo(Format.NEWEST);
        assertThat(next.version()).isEqualTo(state.version() + 1);
        assertThat(rise.next(next)).as("there is nothing newer").isNull();
        assertThat(ClusterStateCodec.decode(ClusterStateCodec.encode(next))).isEqualTo(next);
    }

    @Test
    void oneThatKnowsLessHoldsItBack() {
        rise.heard(2, Format.NEWEST);
        rise.heard(3, Format.FIRST);
        assertThat(rise.next(state)).isNull();
    }

    @Test
    void whoWasAwayMayBeAnotherBuild() {
        rise.heard(2, Format.NEWEST);
        rise.heard(3, Format.NEWEST);
        connections.put(3, 8L);
        assertThat(rise.next(state))
                .as("it has said nothing over this connection")
                .isNull();
        rise.heard(3, Format.NEWEST);
        connections.remove(2);
        assertThat(rise.next(state)).as("node 2 is away").isNull();
    }

    @Test
    void aNodeThatIsHeldBackItselfRaisesNothing() {
        FormatRise held = new FormatRise(1, Format.FIRST, node -> 7);
        held.heard(2, Format.NEWEST);
        held.heard(3, Format.NEWEST);
        assertThat(held.next(state)).isNull();
    }
}
