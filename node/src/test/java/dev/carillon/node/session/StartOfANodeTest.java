package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.ring.Member;
import dev.carillon.ring.placement.Placement;
import dev.carillon.storage.log.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What a node knows of its cluster may be long out of date when it starts: its places may be others' by then. And there may be
 * no room for its log.
 */
class StartOfANodeTest {
    private static final int PARTITIONS = 4;

    private final SimulatedWorld world = new SimulatedWorld(1);
    private final List<SimulatedNode> nodes = new ArrayList<>();

    private void add(int index, SimulatedNetwork network, ClusterState state) {
        nodes.add(new SimulatedNode(
                world,
                network,
                state,
                index,
                TestShapes.of(2, new TestLimits().build(), RaftOptions.DEFAULT, TunnelLimits.DEFAULT, Durability.SYNC),
                new SimulatedNode.Watcher() {
                    @Override
                    public void onCrash(SimulatedNode node) {}

                    @Override
                    public void onAcks(SimulatedNode node) {}
                }));
    }

    private boolean runs(SimulatedNode node) {
        return IntStream.range(0, PARTITIONS).anyMatch(p -> node.replica(p) != null);
    }

    private void addThree() {
        SimulatedNetwork network = new SimulatedNetwork(world, nodes, 3);
        List<Member> members = IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList();
        ClusterState state = ClusterState.initial(new ClusterMap(
                "test",
                Placement.initial(PARTITIONS, 3, members),
                IntStream.rangeClosed(1, 3)
                        .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", 7400 + id, "127.0.0.1", 7500 + id))
                        .toList()));
        for (int i = 0; i < 3; i++) {
            add(i, network, state);
        }
    }

    /** It says so and ends; who starts it tries again, and what it had is there. */
    @Test
    void aNodeStartsOnceThereIsRoomForItsLog() {
        addThree();
        SimulatedNode first = nodes.get(0);
        first.fillDisks(0);
        first.start();
        assertThat(world.runUntil(5_000 * SimulatedWorld.MS, first::isUp))
                .as("without room")
                .isFalse();
        first.makeRoom();
        assertThat(world.runUntil(10_000 * SimulatedWorld.MS, first::isUp))
                .as("with room")
                .isTrue();
        SimulatedNode second = nodes.get(1);
        second.fillDisks(0);
        second.start();
        second.wipe(second.cluster());
        assertThat(world.runUntil(15_000 * SimulatedWorld.MS, second::isUp))
                .as("who tried to start it does not start what comes in its place")
                .isFalse();
    }

    @Test
    void noReplicaOfUsersRunsBeforeAMajorityHasConfirmedTheMap() {
        addThree();
        SimulatedNode first = nodes.get(0);
        first.start();
        assertThat(world.runUntil(30_000 * SimulatedWorld.MS, () -> runs(first)))
                .as("alone")
                .isFalse();
        Objects.requireNonNull(first.meta(), "the meta group's replica, which all begins with");
        nodes.get(1).start();
        assertThat(world.runUntil(60_000 * SimulatedWorld.MS, () -> runs(first) && runs(nodes.get(1))))
                .as("with a second of three")
                .isTrue();
        first.crash();
        nodes.get(1).crash();
        first.start();
        assertThat(world.runUntil(90_000 * SimulatedWorld.MS, () -> runs(first)))
                .as("what was confirmed before a restart does not count")
                .isFalse();
    }
}
