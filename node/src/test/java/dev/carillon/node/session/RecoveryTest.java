package dev.carillon.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.ring.Member;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.placement.Placement;
import dev.carillon.storage.Marker;
import dev.carillon.storage.log.Durability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A node that was away until the others' logs did not reach back so far any more counts again for the majorities of all
 * its partitions soon after it has come back, in virtual time: until then the loss of another node would stop them.
 */
class RecoveryTest implements SimulatedNode.Watcher {
    private static final int PARTITIONS = 16;
    private static final int USERS = 48;
    private static final int SEEDS = 5;
    private static final long GONE_NS = 3_000 * SimulatedWorld.MS;
    private static final long BACK_NS = 12_000 * SimulatedWorld.MS;
    private static final long GIVEN_UP_NS = 40_000 * SimulatedWorld.MS;

    /** A start is spread over 200 ms, and the writer works every 40 ms or so; a leader's patience alone were seconds. */
    private static final long MEDIAN_MS_MAX = 1_500;

    private static final long MS_MAX_WITH_A_SLOW_WRITER = 10_000;

    @Test
    void aNodeThatMissedMuchIsWellAgainSoon() {
        List<Long> took = new ArrayList<>();
        long fetched = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed, 12, 60);
            took.add(run.ms());
            fetched += run.fetched();
        }
        took.sort(Long::compare);
        System.out.println("Until a node is well again that fetches " + fetched / SEEDS + " of " + PARTITIONS
                + " states, virtual ms: p50 " + took.get(SEEDS / 2) + ", max " + took.get(SEEDS - 1));
        assertThat(fetched).as("states fetched").isGreaterThan((long) SEEDS * PARTITIONS / 2);
        assertThat(took.get(SEEDS / 2)).isLessThan(MEDIAN_MS_MAX);
    }

    /** What is frozen first must not take all the room that there is: the last ones' states would never get further. */
    @Test
    void soItIsWhereTheWriterCannotKeepUp() {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Run run = new Run(seed, 2, 2_000);
            assertThat(run.ms()).isLessThan(MS_MAX_WITH_A_SLOW_WRITER);
        }
    }

    @Override
    public void onCrash(SimulatedNode node) {}

    @Override
    public void onAcks(SimulatedNode node) {}

    private final class Run {
        private final SimulatedWorld world;
        private final List<SimulatedNode> nodes = new ArrayList<>();
        private final List<TestClient> clients = new ArrayList<>();
        private final long sendEveryMs;
        private int messages;

        /** @param writerAwayMs how long the writers are away now and then */
        Run(long seed, long sendEveryMs, long writerAwayMs) {
            this.sendEveryMs = sendEveryMs;
            world = new SimulatedWorld(seed * 0x9E3779B97F4A7C15L);
            SimulatedNetwork network = new SimulatedNetwork(world, nodes, 3);
            network.copiesAreNeverSlow();
            ClusterMap map = new ClusterMap(
                    "c" + seed,
                    Placement.initial(
                            PARTITIONS,
                            3,
                            IntStream.rangeClosed(1, 3).mapToObj(Member::of).toList()),
                    IntStream.rangeClosed(1, 3)
                            .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", 7400 + id, "127.0.0.1", 7500 + id))
                            .toList());
            // Few entries between snapshots, so that little is missed before it is too much.
            RaftOptions options = new RaftOptions(1, 500, 64, 20, 1 << 20, 1 << 30, 64, 6, 200);
            TestLimits limits = new TestLimits();
            limits.mailboxBytes = 16 << 20;
            limits.freezeAgeMs = 500;
            limits.logBytesPerLoop = 1 << 20;
            for (int i = 0; i < 3; i++) {
                nodes.add(new SimulatedNode(
                        world,
                        network,
                        ClusterState.initial(map),
                        i,
                        TestShapes.of(1, limits.build(), options, TunnelLimits.DEFAULT, Durability.SYNC),
                        RecoveryTest.this));
            }
            nodes.forEach(node -> node.writerAway(writerAwayMs));
            for (int u = 0; u < USERS; u++) {
                clients.add(new TestClient("user" + u, u, new TestClient.Watcher() {}));
            }
        }

        /** From the start of the node that was gone until it has all that was committed by then. */
        long ms() {
            nodes.forEach(SimulatedNode::start);
            step();
            world.runUntil(GONE_NS, () -> false);
            SimulatedNode gone = nodes.get(2);
            gone.crash();
            world.runUntil(BACK_NS, () -> false);
            Map<Integer, Marker> wanted = new HashMap<>();
            for (int p = 0; p < PARTITIONS; p++) {
                DeliveryPartition leader = leader(p);
                assertThat(leader).as("leader of partition " + p).isNotNull();
                wanted.put(p, leader.applied());
            }
            gone.start();
            assertThat(world.runUntil(GIVEN_UP_NS, () -> has(gone, wanted)))
                    .as("it is well again")
                    .isTrue();
            return (world.nanoTime() - BACK_NS) / SimulatedWorld.MS;
        }

        long fetched() {
            return nodes.get(2).count(Metric.STATES_FETCHED);
        }

        private boolean has(SimulatedNode node, Map<Integer, Marker> wanted) {
            for (Map.Entry<Integer, Marker> each : wanted.entrySet()) {
                DeliveryPartition replica = node.replica(each.getKey());
                if (replica == null || each.getValue().isAbove(replica.applied())) {
                    return false;
                }
            }
            return true;
        }

        private @Nullable DeliveryPartition leader(int partition) {
            for (SimulatedNode node : nodes) {
                DeliveryPartition replica = node.replica(partition);
                if (replica != null && replica.isLeading()) {
                    return replica;
                }
            }
            return null;
        }

        private void step() {
            TestClient client = clients.get(world.random().nextInt(USERS));
            if (client.isConnected() && client.host() instanceof SimulatedNode node && !node.isUp()) {
                client.forgetConnection();
            }
            if (!client.isConnected()) {
                connect(client);
            }
            client.send("user" + world.random().nextInt(USERS), "m" + ++messages, false);
            client.hear(Integer.MAX_VALUE);
            if (client.isWelcomed()) {
                client.takeOverAll();
            }
            client.flush();
            world.after(sendEveryMs * SimulatedWorld.MS, this::step);
        }

        private void connect(TestClient client) {
            int partition = Partitions.of(PARTITIONS).ofUser(TestNode.utf8(client.user));
            for (SimulatedNode node : nodes) {
                DeliveryPartition replica = node.replica(partition);
                if (replica != null && replica.isLeading()) {
                    client.connect(node, 256, 1 << 20);
                    return;
                }
            }
        }
    }
}
