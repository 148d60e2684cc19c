package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.Departures;
import dev.carillon.node.cluster.Format;
import dev.carillon.node.cluster.Handover;
import dev.carillon.node.cluster.OnlySent;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.replication.raft.EngineUnderTest;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.replication.raft.RaftParts;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever is no member of a generation is told who leads it, also if it was one of the generation before. */
class LeaderNewsTest {
    private static final int P = 0;
    private static final int PARTITIONS = 16;

    private final Set<Integer> told = new TreeSet<>();
    private final Peers peers = new OnlySent((node, kind, frame) -> told.add(node));
    private final ClusterState still = ClusterState.initial(new ClusterMap(
            "test",
            Placement.initial(
                    PARTITIONS,
                    3,
                    IntStream.rangeClosed(1, 4).mapToObj(Member::of).toList()),
            IntStream.rangeClosed(1, 4)
                    .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", id, "127.0.0.1", 10 + id))
                    .toList()));
    private final List<Integer> members = still.assignment(P).replicas();
    private final int self = members.get(0);
    private final int leaves = members.get(2);
    private final int comes = IntStream.rangeClosed(1, 4)
            .filter(id -> !members.contains(id))
            .findFirst()
            .orElseThrow();

    private LeaderNews news(ClusterState state) {
        ClusterView view = new ClusterView(state, (bytes, durable) -> durable.run(), Format.NEWEST);
        return new LeaderNews(
                new ClusterSeat(
                        self,
                        1,
                        view,
                        new Owners(PARTITIONS + 1),
                        new Departures(),
                        List.of(peers),
                        (node, partition, atLeast, into, outcome) -> {},
                        new RaftParts(() -> new Random(1), EngineUnderTest.ERRORS, RaftOptions.DEFAULT),
                        0),
                peers,
                new SessionTable(),
                0);
    }

    private ClusterState moving() {
        List<Integer> to = new ArrayList<>(members);
        to.set(2, comes);
        return new ClusterState(
                still.version() + 1,
                still.map(),
                still.meta(),
                List.of(new Handover(P, 1, to, false, false)),
                1,
                null,
                List.of(),
                List.of(),
                List.of(),
                Format.FIRST);
    }

    @Test
    void thoseThatAreNoMembersAreTold() {
        news(still).tell(P, 1, 5);
        assertThat(told).containsExactly(comes);
    }

    /** The map knows nothing of the next generation before its leader has told the meta group. */
    @Test
    void whoLeavesWithTheGenerationBeforeIsTold() {
        news(moving()).tell(P, 2, 1);
        assertThat(told).containsExactly(leaves);
    }

    @Test
    void whoComesIsToldOfTheGenerationThatItIsNoMemberOf() {
        news(moving()).tell(P, 1, 6);
        assertThat(told).containsExactly(comes);
    }
}
