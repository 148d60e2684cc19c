package dev.carillon.node.session;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.UserState;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.simulated.SimulatedLink;
import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.Member;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.UserHash;
import dev.carillon.ring.placement.Placement;
import dev.carillon.storage.log.Durability;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Half a minute of a cluster in one thread on virtual time, from a seed: users on several devices send, take over, and
 * come back to other nodes, while power is cut, nodes pause, and links are slow, lossy or cut. Then everything heals, and
 * all that is pending must arrive. The invariants are those of the design, by their names.
 */
final class ClusterSimulation implements SimulatedNode.Watcher {
    private static final long CHAOS_NS = 30_000 * SimulatedWorld.MS;
    private static final long HEAL_NS = 120_000 * SimulatedWorld.MS;

    /** All that a device here may ever hear; anything else would make it give up, or forget who it was. */
    private static final Set<Integer> PASSING = Set.of(
            ErrorCode.SLOW_READER.code(),
            ErrorCode.OVERLOADED.code(),
            ErrorCode.IDLE_TIMEOUT.code(),
            ErrorCode.STORAGE_FAILED.code(),
            ErrorCode.SHUTTING_DOWN.code());

    private final SimulatedWorld world;
    private final Random random;

    /** Of its own, so that what is decided for tunnels changes nothing else. */
    private final Random tunnelRandom;

    /** Nodes that the cluster begins with; further ones may come. */
    private final int size;

    private final RingChanges ring;
    private final int partitions;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final SimulatedNetwork network;
    private final DeliveryLedger ledger;
    private final List<TestClient> clients = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final Map<String, Integer> leaders = new HashMap<>();
    private final Map<Event, Long> counts = new EnumMap<>(Event.class);
    private final long[] newestTerm;
    private boolean healing;
    private boolean crashAtAck;
    private long lookAgainNs;
    private int messages;

    ClusterSimulation(long seed) {
        this(seed, Durability.SYNC);
    }

    /** @param durability less than SYNC must be found out */
    ClusterSimulation(long seed, Durability durability) {
        // The first numbers of small seeds are alike.
        world = new SimulatedWorld(seed * 0x9E3779B97F4A7C15L);
        random = world.random();
        tunnelRandom = new Random(seed);
        size = random.nextInt(4) == 0 ? 5 : 3;
        partitions = 1 << random.nextInt(4);
        newestTerm = new long[partitions];
        CoreLimits limits = limits();
        ledger = new DeliveryLedger(world, limits.inboxAgeMs());
        List<Member> members =
                IntStream.rangeClosed(1, size).mapToObj(Member::of).toList();
        ClusterMap map = new ClusterMap(
                "c" + seed,
                Placement.initial(partitions, 3, members),
                IntStream.rangeClosed(1, size)
                        .mapToObj(id -> new ClusterNode(id, 1, "127.0.0.1", 7400 + id, "127.0.0.1", 7500 + id))
                        .toList());
        network = new SimulatedNetwork(world, nodes, size + RingChanges.SPARES);
        int loops = 1 + random.nextInt(2);
        // Few entries between snapshots, so that who was away misses more than the others still have.
        boolean oftenSnapshots = random.nextBoolean();
        RaftOptions options = new RaftOptions(
                1,
                500,
                4 + random.nextInt(200),
                oftenSnapshots ? 10 + random.nextInt(60) : 20_000,
                oftenSnapshots ? 1_000 + random.nextInt(20_000) : 1L << 30,
                random.nextBoolean() ? 1L << 30 : 100_000 + random.nextInt(300_000),
                64,
                6,
                200);
        // Windows that are often full, and time-outs that often pass.
        TunnelLimits tunnels = new TunnelLimits(
                200 + tunnelRandom.nextInt(tunnelRandom.nextBoolean() ? 2_000 : 200_000),
                4 << 20,
                tunnelRandom.nextInt(4) == 0 ? 20_000 : 64 << 20,
                100,
                1_000 + tunnelRandom.nextInt(4_000),
                1_000 + tunnelRandom.nextInt(10_000),
                1 + tunnelRandom.nextInt(12_000));
        for (int i = 0; i < size + RingChanges.SPARES; i++) {
            nodes.add(new SimulatedNode(
                    world,
                    network,
                    ClusterState.initial(map),
                    i,
                    TestShapes.of(loops, limits, options, tunnels, durability),
                    this));
        }
        ring = new RingChanges(world, nodes, size, () -> healing);
        int userCount = 2 + random.nextInt(6);
        for (int u = 0; u < userCount; u++) {
            users.add("user" + u);
            int devices = random.nextInt(3) == 0 ? 2 : 1;
            for (int d = 0; d < devices; d++) {
                TestClient client = new TestClient(users.get(u), TestShapes.install(u, d), ledger);
                // In the control, the clusters are those that are known to lose something.
                client.stays = durability == Durability.SYNC && tunnelRandom.nextInt(3) == 0;
                clients.add(client);
                ledger.device(client);
            }
        }
        for (Event event : Event.values()) {
            counts.put(event, 0L);
        }
    }

    private CoreLimits limits() {
        TestLimits limits = new TestLimits();
        limits.mailboxBytes = 16 << 20;
        if (random.nextBoolean()) {
            limits.sendWindowMessages = 1 + random.nextInt(8);
        }
        limits.freezeBytes = 1 + random.nextInt(4000);
        limits.freezeAgeMs = 1 + random.nextInt(1000);
        limits.logBytesPerLoop = 256 * 1024;
        return limits.build();
    }

    /** @throws AssertionError naming the invariant that does not hold */
    void run() {
        nodes.subList(0, size).forEach(SimulatedNode::start);
        step();
        ring.begin();
        world.after(world.between(1_000, 4_000) * SimulatedWorld.MS, this::fault);
        world.runUntil(CHAOS_NS, this::check);
        heal();
        boolean caughtUp = world.runUntil(CHAOS_NS + HEAL_NS, () -> check() | isCaughtUp());
        DeliveryLedger.check("CatchesUp", caughtUp, behind());
        ledger.checkAll();
        for (TestClient client : clients) {
            DeliveryLedger.check(
                    "NodeHealthy",
                    PASSING.containsAll(client.errors()),
                    client.user + " was refused for good: " + client.errors());
        }
        for (SimulatedNode node : nodes) {
            DeliveryLedger.check("NodeHealthy", node.alarms().isEmpty(), String.valueOf(node.alarms()));
            DeliveryLedger.check(
                    "NodeHealthy",
                    node.count(Metric.TUNNEL_FRAMES_BAD) == 0,
                    "node " + node.number() + " heard frames of tunnels that make no sense");
        }
        sum();
    }

    long trace() {
        return world.trace();
    }

    // Clients.

    private void step() {
        TestClient client = clients.get(random.nextInt(clients.size()));
        if (healing) {
            healedStep(client);
        } else {
            chaoticStep(client);
        }
        client.flush();
        observe(client);
        world.after(world.between(1, 40) * SimulatedWorld.MS, this::step);
    }

    private void chaoticStep(TestClient client) {
        int dice = random.nextInt(100);
        if (dice < 30) {
            for (int n = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 4); n > 0; n--) {
                send(client);
            }
        } else if (dice < 50) {
            takeOver(client);
        } else if (dice < 54 && client.isConnected()) {
            client.disconnect();
            ledger.disconnected(client);
        } else if (dice < 62 && !client.isConnected()) {
            connect(client);
        } else if (dice < 64 && client.isConnected()) {
            client.pipe().room(random.nextBoolean() ? 50 : 1 << 20);
        } else {
            hear(client, random.nextInt(600));
        }
    }

    private void healedStep(TestClient client) {
        if (!client.isConnected()) {
            connect(client);
        }
        if (client.isConnected()) {
            client.pipe().room(1 << 20);
        }
        hear(client, Integer.MAX_VALUE);
        if (client.isWelcomed()) {
            client.takeOverAll();
        }
    }

    private void connect(TestClient client) {
        SimulatedNode target = ring.member(random);
        if (!client.stays && random.nextInt(4) > 0) {
            target = owner(client, target);
        }
        if (!target.isUp()) {
            return;
        }
        boolean always = client.stays;
        // As one that was sent on in vain, too.
        client.stays |= tunnelRandom.nextInt(4) == 0;
        client.connect(target, 256, 1 << 20);
        if (!always && client.stays && tunnelRandom.nextBoolean()) {
            // It loses patience while its HELLO may be on its way from one node to another.
            SimulatedLink.Pipe pipe = client.pipe();
            world.after(1 + tunnelRandom.nextInt(4_000_000), () -> hurry(client, pipe));
        }
        client.stays = always;
    }

    private void hurry(TestClient client, SimulatedLink.Pipe pipe) {
        SimulatedNode host = client.isConnected() && client.pipe() == pipe && !client.isWelcomed()
                ? (SimulatedNode) client.host()
                : null;
        if (host == null || host.isPaused()) {
            return;
        }
        client.disconnect();
        ledger.disconnected(client);
        SimulatedNode target = owner(client, host);
        if (target.isUp()) {
            client.connect(target, 256, 1 << 20);
        }
    }

    /** Where a MOVE of that node would send it. */
    private SimulatedNode owner(TestClient client, SimulatedNode asked) {
        int owner = asked.owners().node(partition(client.user));
        return owner == 0 ? asked : nodes.get(owner - 1);
    }

    private int partition(String user) {
        return Partitions.of(partitions).ofUser(TestNode.utf8(user));
    }

    private void send(TestClient client) {
        String to = random.nextInt(12) == 0 ? client.user : users.get(random.nextInt(users.size()));
        boolean receipt = random.nextInt(3) == 0;
        StringBuilder text =
                new StringBuilder("m").append(++messages).append('>').append(to);
        int length = random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(40);
        while (text.length() < length) {
            text.append('.');
        }
        long cseq = client.send(to, text.toString(), receipt);
        ledger.sent(client, to, text.toString(), cseq, receipt);
    }

    private void takeOver(TestClient client) {
        long behind = client.position() - client.takenOver();
        if (client.isWelcomed() && behind > 0) {
            client.takeOver(client.takenOver() + 1 + random.nextInt((int) behind));
        }
    }

    private void hear(TestClient client, int bytes) {
        if (client.host() instanceof SimulatedNode node && node.isPaused() && random.nextBoolean()) {
            return;
        }
        boolean was = client.isConnected();
        client.hear(bytes);
        if (was && !client.isConnected()) {
            ledger.disconnected(client);
        }
    }

    /** A node has died, and with it its connections. What left it before may still arrive. */
    @Override
    public void onCrash(SimulatedNode node) {
        for (TestClient client : clients) {
            if (client.host() == node) {
                if (random.nextBoolean()) {
                    hear(client, Integer.MAX_VALUE);
                }
                if (client.isConnected()) {
                    client.forgetConnection();
                    ledger.disconnected(client);
                }
                count(Event.CONNECTIONS_LOST, 1);
            }
        }
    }

    // Faults.

    /** What was promised just now is what a power cut would take first. */
    @Override
    public void onAcks(SimulatedNode node) {
        if (crashAtAck && !healing) {
            crashAtAck = false;
            count(Event.CRASHED_AT_ACK, 1);
            for (TestClient client : clients) {
                if (client.host() == node) {
                    hear(client, Integer.MAX_VALUE);
                }
            }
            for (SimulatedNode each : ring.present()) {
                if (each.isUp()) {
                    each.crash();
                    world.after(world.between(150, 2_000) * SimulatedWorld.MS, each::start);
                }
            }
        }
    }

    private void fault() {
        if (healing) {
            return;
        }
        world.after(world.between(300, 4_000) * SimulatedWorld.MS, this::fault);
        SimulatedNode node = ring.member(random);
        switch (random.nextInt(13)) {
            case 0, 1, 2 -> crash(node);
            case 3 -> {
                ring.present().forEach(this::crash);
                count(Event.ALL_CRASHED, 1);
            }
            case 4 -> {
                node.pause(world.between(200, 5_000) * SimulatedWorld.MS);
                count(Event.PAUSES, 1);
            }
            case 5 -> cut(node, true, true);
            case 6 -> cut(node, random.nextBoolean(), random.nextBoolean());
            case 7 -> {
                network.weather(
                        random.nextDouble() * 0.1,
                        tunnelRandom.nextDouble() * 0.3,
                        random.nextBoolean() ? 2 * SimulatedWorld.MS : world.between(2, 120) * SimulatedWorld.MS);
            }
            case 8, 9 -> crashAtAck = true;
            case 10 -> node.stop(() -> world.after(world.between(100, 5_000) * SimulatedWorld.MS, node::start));
            case 11 -> {
                node.crash();
                world.after(3 * SimulatedNode.REPAIR_AFTER_NS, node::start);
            }
            default -> node.slowSync(random.nextBoolean() ? 0 : world.between(1, 50) * SimulatedWorld.MS);
        }
    }

    private void crash(SimulatedNode node) {
        if (!node.isUp()) {
            return;
        }
        count(Event.CRASHES, 1);
        if (random.nextBoolean()) {
            node.cutPowerSoon(random.nextInt(2), random.nextInt(6));
            world.after(world.between(1, 100) * SimulatedWorld.MS, node::crash);
        } else {
            node.crash();
        }
        world.after(world.between(150, 6_000) * SimulatedWorld.MS, node::start);
    }

    private void cut(SimulatedNode node, boolean in, boolean out) {
        count(Event.CUTS, 1);
        for (int other = 0; other < nodes.size(); other++) {
            network.cut(other, node.number() - 1, in);
            network.cut(node.number() - 1, other, out);
        }
        world.after(world.between(200, 8_000) * SimulatedWorld.MS, () -> {
            for (int other = 0; other < nodes.size(); other++) {
                network.cut(other, node.number() - 1, false);
                network.cut(node.number() - 1, other, false);
            }
        });
    }

    private void heal() {
        healing = true;
        network.heal();
        for (SimulatedNode node : ring.present()) {
            node.healDisks();
            node.start();
        }
    }

    // Checks.

    /** After every event: at most one node leads in a term. */
    private boolean check() {
        for (SimulatedNode node : nodes) {
            for (int p = 0; p < partitions; p++) {
                DeliveryPartition replica = node.replica(p);
                if (replica != null && replica.isLeading()) {
                    String term = p + " " + replica.generation() + " " + replica.term();
                    Integer other = leaders.putIfAbsent(term, node.number());
                    DeliveryLedger.check(
                            "SingleOwner",
                            other == null || other == node.number(),
                            "nodes " + other + " and " + node.number() + " lead partition " + p + " in term "
                                    + replica.term());
                }
            }
        }
        return false;
    }

    private @Nullable DeliveryPartition leader(int partition) {
        DeliveryPartition newest = null;
        for (SimulatedNode node : nodes) {
            DeliveryPartition replica = node.replica(partition);
            if (replica != null && replica.isLeading() && (newest == null || age(replica) > age(newest))) {
                newest = replica;
            }
        }
        return newest;
    }

    /** Later generations, and later terms in them, are higher. */
    private static long age(DeliveryPartition leader) {
        return leader.generation() << 32 | leader.term();
    }

    private @Nullable UserState user(DeliveryPartition replica, String name) {
        byte[] bytes = TestNode.utf8(name);
        return replica.findUser(bytes, UserHash.of(bytes));
    }

    private void observe(TestClient client) {
        int partition = partition(client.user);
        DeliveryPartition leader = leader(partition);
        if (leader != null && age(leader) < newestTerm[partition]) {
            // One that was paused and does not know that it leads no more; it can say nothing.
            return;
        }
        newestTerm[partition] = leader == null ? newestTerm[partition] : age(leader);
        UserState user = leader == null ? null : user(leader, client.user);
        DeviceState device = user == null ? null : user.device(client.install);
        if (user != null && device != null) {
            ledger.cursor(client, device.cursor(), user.head());
        }
    }

    /** Looked at now and then only, for it looks at everything. */
    private boolean isCaughtUp() {
        if (world.nanoTime() < lookAgainNs) {
            return false;
        }
        lookAgainNs = world.nanoTime() + 200 * SimulatedWorld.MS;
        return behind().isEmpty();
    }

    /** Who waits for what; empty if nobody does and all replicas agree. */
    private String behind() {
        String moving = ring.unsettled();
        if (!moving.isEmpty()) {
            return moving;
        }
        for (TestClient client : clients) {
            DeliveryPartition leader = leader(partition(client.user));
            if (leader == null) {
                return "nobody leads the partition of " + client.user;
            }
            UserState user = user(leader, client.user);
            long head = user == null ? 0 : user.head();
            DeviceState device = user == null ? null : user.device(client.install);
            if (!client.isSettled() || client.position() != head || device == null || device.cursor() != head) {
                return client.user + " is at " + client.position() + " of " + head + ", " + client.unsettledCount()
                        + " sends are unsettled";
            }
        }
        for (int p = 0; p < partitions; p++) {
            String first = null;
            for (SimulatedNode node : nodes) {
                DeliveryPartition replica = node.replica(p);
                if (replica == null) {
                    continue;
                }
                if (!replica.isQuiet() || replica.outboxItems() > 0) {
                    return "partition " + p + " is not quiet on node " + node.number() + ": " + replica;
                }
                if (replica.isFreezing()) {
                    // Another state may be about to take the place of what it reads.
                    return "partition " + p + " on node " + node.number() + " is being written: " + replica;
                }
                String state = replica.digest();
                if (first != null && !first.equals(state)) {
                    return "ReplicasAgree: partition " + p + " on node " + node.number() + " is " + state + ", not "
                            + first;
                }
                first = state;
            }
        }
        return "";
    }

    private void count(Event event, long n) {
        counts.merge(event, n, Long::sum);
    }

    private void sum() {
        count(Event.ACKED_SENDS, ledger.stored().size());
        count(Event.DELIVERED, ledger.delivered());
        count(Event.RECEIPTS, ledger.receipts());
        count(Event.ACKED_AGAIN, ledger.settledByWelcome());
        count(Event.MOVES, clients.stream().mapToInt(TestClient::moves).sum());
        count(Event.FRAMES_LOST, network.lost());
        count(Event.TUNNEL_FRAMES_REFUSED, network.refused());
        count(Event.PARTITIONS_WITHOUT_A_REPLICA_SOMEWHERE, size > 3 ? partitions : 0);
        ring.counts().forEach(this::count);
        for (SimulatedNode node : nodes) {
            count(Event.TUNNELS_OPENED, node.count(Metric.TUNNELS_OPENED));
            count(Event.TUNNELS_REFUSED, node.count(Metric.TUNNELS_REFUSED));
            count(Event.TUNNELS_BROKEN, node.count(Metric.TUNNELS_BROKEN));
            count(Event.TUNNELS_TAKEN, node.count(Metric.TUNNELS_TAKEN));
            count(Event.TUNNEL_BYTES_OUT, node.count(Metric.TUNNEL_BYTES_OUT));
            count(Event.TUNNEL_BYTES_IN, node.count(Metric.TUNNEL_BYTES_IN));
            count(Event.SESSIONS_KEPT, node.count(Metric.SESSIONS_KEPT));
            count(Event.SESSIONS_CARRIED, node.count(Metric.SESSIONS_CARRIED));
            count(Event.ELECTIONS, node.count(Metric.ELECTIONS_WON));
            count(Event.LEADERSHIPS_LOST, node.count(Metric.LEADERSHIPS_LOST));
            count(Event.LEADERSHIPS_OFFERED, node.count(Metric.LEADERSHIPS_OFFERED));
            count(Event.CLEAN_STOPS, node.cleanStops());
            count(Event.ACKED_AHEAD_OF_DISK, node.acksAheadOfDisk());
            count(Event.STATES_FETCHED, node.count(Metric.STATES_FETCHED));
            count(Event.STATE_COPIES_FAILED, node.count(Metric.STATE_COPIES_FAILED));
            count(Event.RELAYS_RESENT, node.count(Metric.RELAYS_RESENT));
            count(Event.HANDOVERS_SEALED, node.count(Metric.HANDOVERS_SEALED));
            count(Event.GENERATIONS_BEGUN, node.count(Metric.GENERATIONS_BEGUN));
            count(Event.GENERATIONS_BEGUN_AGAIN, node.count(Metric.GENERATIONS_BEGUN_AGAIN));
            count(Event.ENTRIES_FOLLOWED, node.count(Metric.ENTRIES_FOLLOWED));
            count(Event.PARTITIONS_LEFT, node.count(Metric.PARTITIONS_LEFT));
            count(Event.FREEZES, node.count(Metric.FREEZES));
            count(Event.FLUSHES, node.flushes());
            count(Event.LOG_RELEASES, node.count(Metric.LOG_RELEASES));
            count(Event.LOG_CUTS, node.logCuts());
            count(Event.UNSYNCED_SECTORS_DROPPED, node.sectorsDropped());
        }
    }

    /** What happened, for tests that must not be hollow. */
    Map<Event, Long> counts() {
        return counts;
    }

    enum Event {
        JOINS,
        DRAINS,
        PLANS_DONE,
        PLANS_ABORTED,
        MOVES_DONE,
        MOVES_GIVEN_UP,
        REPAIRS,
        META_MOVES,
        HANDOVERS_SEALED,
        GENERATIONS_BEGUN,
        GENERATIONS_BEGUN_AGAIN,
        ENTRIES_FOLLOWED,
        PARTITIONS_LEFT,
        PARTITIONS_WITHOUT_A_REPLICA_SOMEWHERE,
        ACKED_SENDS,
        DELIVERED,
        RECEIPTS,
        ACKED_AHEAD_OF_DISK,
        ACKED_AGAIN,
        MOVES,
        TUNNELS_OPENED,
        TUNNELS_REFUSED,
        TUNNELS_BROKEN,
        TUNNELS_TAKEN,
        TUNNEL_BYTES_OUT,
        TUNNEL_BYTES_IN,
        TUNNEL_FRAMES_REFUSED,
        SESSIONS_KEPT,
        SESSIONS_CARRIED,
        CONNECTIONS_LOST,
        CRASHES,
        ALL_CRASHED,
        CRASHED_AT_ACK,
        CLEAN_STOPS,
        STATES_FETCHED,
        STATE_COPIES_FAILED,
        PAUSES,
        CUTS,
        FRAMES_LOST,
        ELECTIONS,
        LEADERSHIPS_LOST,
        LEADERSHIPS_OFFERED,
        RELAYS_RESENT,
        FREEZES,
        FLUSHES,
        LOG_RELEASES,
        LOG_CUTS,
        UNSYNCED_SECTORS_DROPPED
    }
}
