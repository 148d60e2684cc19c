package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterWish;
import dev.carillon.node.cluster.Handover;
import dev.carillon.node.cluster.Succession;
import dev.carillon.node.cluster.WishResult;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.ring.Assignment;
import dev.carillon.ring.Member;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.placement.Placement;
import dev.carillon.storage.log.Durability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Five nodes in one thread on virtual time, of which the last two are about to be lost for good. The meta group is on the
 * first three. One partition is held by a survivor and the two; the other one that matters keeps its majority.
 */
final class SurvivorScene implements SimulatedNode.Watcher {
    private static final int NODES = 5;
    private static final int PARTITIONS = 8;

    final SimulatedWorld world;
    final List<SimulatedNode> nodes = new ArrayList<>();
    final SimulatedNetwork network;

    /** Held by the survivor and the two that are lost, and the survivor. */
    final int stuck;

    final SimulatedNode survivor;

    /** Led by another one of the first three. */
    final int well;

    final List<TestClient> clients = new ArrayList<>();
    private final Map<TestClient, List<String>> heard = new HashMap<>();
    private final List<TestClient> asleep = new ArrayList<>();
    private final List<TestClient> deaf = new ArrayList<>();
    private final List<TestClient> slow = new ArrayList<>();

    SurvivorScene(long seed) {
        world = new SimulatedWorld(seed * 0x9E3779B97F4A7C15L);
        List<Member> members =
                IntStream.rangeClosed(1, NODES).mapToObj(Member::of).toList();
        ClusterMap map = new ClusterMap(
                "c" + seed,
                Placement.initial(PARTITIONS, 3, members),
                IntStream.rangeClosed(1, NODES)
                        .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", 7400 + id, "127.0.0.1", 7500 + id))
                        .toList());
        network = new SimulatedNetwork(world, nodes, NODES);
        TestLimits limits = new TestLimits();
        limits.mailboxBytes = 16 << 20;
        limits.freezeBytes = 1 + world.random().nextInt(4000);
        limits.freezeAgeMs = 1 + world.random().nextInt(1000);
        limits.logBytesPerLoop = 256 * 1024;
        RaftOptions options = new RaftOptions(1, 500, 4, 20_000, 1L << 30, 1L << 30, 64, 6, 200);
        for (int i = 0; i < NODES; i++) {
            nodes.add(new SimulatedNode(
                    world,
                    network,
                    ClusterState.initial(map),
                    i,
                    TestShapes.of(1 + (int) (seed % 2), limits.build(), options, TunnelLimits.DEFAULT, Durability.SYNC),
                    this));
        }
        stuck = find(map, List.of(4, 5), true);
        int alive = map.ring().assignment(stuck).replicas().stream()
                .filter(node -> node < 4)
                .findFirst()
                .orElseThrow();
        survivor = nodes.get(alive - 1);
        well = find(map, List.of(4, 5, alive), false);
        nodes.forEach(SimulatedNode::start);
        step();
    }

    /** A partition that all of these hold, or one that one of them at most does, and does not lead. */
    private static int find(ClusterMap map, List<Integer> these, boolean all) {
        for (int p = 0; p < PARTITIONS; p++) {
            Assignment held = map.ring().assignment(p);
            long count = held.replicas().stream().filter(these::contains).count();
            if (all ? count == these.size() : count <= 1 && !these.contains(held.preferredLeader())) {
                return p;
            }
        }
        throw new AssertionError("no such partition");
    }

    /** @param which of the users of a partition, from 0 */
    private static String userOf(int partition, int which) {
        int left = which;
        for (int n = 0; ; n++) {
            if (Partitions.of(PARTITIONS).ofUser(TestNode.utf8("user" + n)) == partition && left-- == 0) {
                return "user" + n;
            }
        }
    }

    /** Of the partition's first user. */
    TestClient device(int partition, long install) {
        return device(userOf(partition, 0), install);
    }

    /** Of the partition's second user. */
    TestClient neighbour(int partition, long install) {
        return device(userOf(partition, 1), install);
    }

    private TestClient device(String user, long install) {
        List<String> texts = new ArrayList<>();
        TestClient client = new TestClient(user, install, new TestClient.Watcher() {
            @Override
            public void onMessage(
                    TestClient at, long seq, boolean own, String peer, long from, long cseq, String text) {
                texts.add(text);
            }
        });
        clients.add(client);
        heard.put(client, texts);
        return client;
    }

    List<String> heard(TestClient client) {
        return Objects.requireNonNull(heard.get(client));
    }

    /** It is away until it is told to {@link #wake}. */
    void sleep(TestClient client) {
        client.disconnect();
        asleep.add(client);
    }

    void wake(TestClient client) {
        asleep.remove(client);
    }

    /** It stays connected and reads nothing, with room for so little that most of what comes waits at the node. */
    void deafen(TestClient client) {
        client.pipe().room(1);
        deaf.add(client);
    }

    void listen(TestClient client) {
        client.pipe().room(1 << 20);
        deaf.remove(client);
    }

    /** It takes over nothing by itself. */
    void slow(TestClient client) {
        slow.add(client);
    }

    private void step() {
        for (TestClient client : clients) {
            int partition = Partitions.of(PARTITIONS).ofUser(TestNode.utf8(client.user));
            SimulatedNode leads = leader(partition);
            if (!client.isConnected() && leads != null && !asleep.contains(client)) {
                client.connect(leads, 256, 1 << 20);
            }
            client.hear(deaf.contains(client) ? 0 : Integer.MAX_VALUE);
            if (client.isWelcomed() && !slow.contains(client)) {
                client.takeOverAll();
            }
            client.flush();
        }
        world.after(20 * SimulatedWorld.MS, this::step);
    }

    /** Who leads in the latest generation and term. */
    @Nullable
    SimulatedNode leader(int partition) {
        SimulatedNode newest = null;
        long age = 0;
        for (SimulatedNode node : nodes) {
            DeliveryPartition replica = node.replica(partition);
            if (replica != null && replica.isLeading() && (replica.generation() << 32 | replica.term()) > age) {
                age = replica.generation() << 32 | replica.term();
                newest = node;
            }
        }
        return newest;
    }

    void send(TestClient from, TestClient to, String... texts) {
        for (String text : texts) {
            from.send(to.user, text, false);
        }
    }

    /** @param what is named if it does not come true within two minutes */
    void await(String what, BooleanSupplier fact) {
        if (!world.runUntil(world.nanoTime() + 120_000 * SimulatedWorld.MS, fact)) {
            throw new AssertionError("in vain: " + what + "; " + state());
        }
    }

    void pass(long ms) {
        world.runUntil(world.nanoTime() + ms * SimulatedWorld.MS, () -> false);
    }

    /** The survivor hears nothing of the two any more, nor they of it. */
    void cutOff(boolean on) {
        for (int lost = 3; lost < NODES; lost++) {
            network.cut(survivor.number() - 1, lost, on);
            network.cut(lost, survivor.number() - 1, on);
        }
    }

    /** The first three hear nothing of the two any more, nor they of them. */
    void divide(boolean on) {
        for (int lost = 3; lost < NODES; lost++) {
            for (int node = 0; node < 3; node++) {
                network.cut(node, lost, on);
                network.cut(lost, node, on);
            }
        }
    }

    ClusterState state() {
        ClusterState newest = nodes.get(0).cluster();
        for (SimulatedNode node : nodes) {
            newest = Succession.of(node.cluster(), newest) == Succession.NEWER ? node.cluster() : newest;
        }
        return newest;
    }

    /** Asks for a recovery of the stuck partition from the survivor, as one sees things now. */
    WishReport recover() {
        List<WishReport> reports = new ArrayList<>();
        while (reports.isEmpty() || isToBeAskedAgain(reports.get(0))) {
            reports.clear();
            ask(reports::add);
            world.runUntil(world.nanoTime() + 20_000 * SimulatedWorld.MS, () -> !reports.isEmpty());
        }
        return reports.get(0);
    }

    /** Nobody leads just now, or a repair has begun meanwhile. */
    private static boolean isToBeAskedAgain(WishReport report) {
        return report.result() == WishResult.NOT_NOW || report.words().contains("Look again");
    }

    /** The same, without waiting for the answer. */
    void ask(Consumer<WishReport> answer) {
        Handover now = state().handover(stuck);
        List<String> words = List.of(
                Integer.toString(stuck),
                Integer.toString(survivor.number()),
                Integer.toString(state().assignment(stuck).generation()),
                Integer.toString(now == null ? 0 : now.attempt()));
        nodes.get(world.random().nextInt(3))
                .<WishReport>ask((core, to) -> core.wish(new ClusterWish(ClusterWish.Kind.RECOVER, words), to), answer);
    }

    @Override
    public void onCrash(SimulatedNode node) {
        for (TestClient client : clients) {
            if (client.host() == node && client.isConnected()) {
                // What left the node before arrives, as its last words do when it stops.
                client.hearAll();
            }
            if (client.host() == node && client.isConnected()) {
                client.forgetConnection();
            }
        }
    }

    @Override
    public void onAcks(SimulatedNode node) {}
}
