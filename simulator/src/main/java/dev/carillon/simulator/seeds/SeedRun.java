package dev.carillon.simulator.seeds;

import dev.carillon.node.cluster.ClusterMap;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.UserState;
import dev.carillon.node.simulated.Mailboxes;
import dev.carillon.node.simulated.SimulatedNetwork;
import dev.carillon.node.simulated.SimulatedNode;
import dev.carillon.node.simulated.SimulatedWorld;
import dev.carillon.ring.Member;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.placement.Placement;
import dev.carillon.simulator.seeds.devices.SimulatedDevice;
import dev.carillon.simulator.seeds.devices.Wires;
import dev.carillon.simulator.seeds.faults.FaultSchedule;
import dev.carillon.simulator.seeds.promises.BrokenPromise;
import dev.carillon.simulator.seeds.promises.PromiseLedger;
import dev.carillon.simulator.seeds.story.MessageWatch;
import dev.carillon.simulator.seeds.story.Story;
import dev.carillon.simulator.seeds.tally.Happened;
import dev.carillon.simulator.seeds.tally.Tally;
import dev.carillon.storage.NewerFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Half a minute of a cluster and its clients on virtual time, from a seed: first chaos, then everything heals, then all that
 * is pending must arrive. It ends at the first promise that is seen broken. One thread.
 */
final class SeedRun implements SimulatedNode.Watcher {
    private static final long MS = SimulatedWorld.MS;
    private static final long CHAOS_NS = 30_000 * MS;

    /** Bound of {@code CatchesUp}. */
    private static final long HEAL_NS = 120_000 * MS;

    /** Where time stands still because somebody goes round without end; runs have 100,000 to 300,000. */
    private static final long EVENTS_MAX = 3_000_000;

    private static final long LOOK_NS = 200 * MS;
    /** Of a fault in the code, as many places as tell it from others. */
    private static final int FRAMES = 8;

    private static final int SCRATCH_BYTES = 128 * 1024;

    private final long seed;
    private final SimulatedWorld world;
    private final Random random;
    private final SeedShape shape;
    private final Partitions partitions;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final SimulatedNetwork network;
    private final Wires wires;
    private final PromiseLedger ledger = new PromiseLedger();
    private final List<SimulatedDevice> devices = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final Story story;
    private final @Nullable MessageWatch messageWatch;
    private final FaultSchedule schedule;
    private final Tally tally = new Tally();
    private final RingOperator operator;
    private final Chaos chaos;
    private final ClusterWatch watch;
    private final Builds builds;
    private boolean healing;
    private long lookAgainNs;
    private int messages;
    private long events;

    private SeedRun(long seed, RunOptions options, Mailboxes mailboxes, LongSupplier engineErrors) {
        this.seed = seed;
        // The first numbers of small seeds are alike.
        world = new SimulatedWorld(seed * 0x9E3779B97F4A7C15L);
        random = world.random();
        story = new Story(world, options.told());
        shape = SeedShape.of(options.shape(), world, options.durability(), mailboxes, engineErrors);
        partitions = Partitions.of(shape.partitions());
        int all = shape.nodes() + RingOperator.SPARES;
        List<Member> members =
                IntStream.rangeClosed(1, shape.nodes()).mapToObj(Member::of).toList();
        ClusterMap map = new ClusterMap(
                "c" + seed,
                Placement.initial(shape.partitions(), 3, members),
                IntStream.rangeClosed(1, shape.nodes())
                        .mapToObj(RingOperator::address)
                        .toList());
        network = new SimulatedNetwork(world, nodes, all);
        for (int i = 0; i < all; i++) {
            nodes.add(new SimulatedNode(world, network, ClusterState.initial(map), i, shape.node(), this));
        }
        builds = new Builds(seed, nodes, ledger, tally);
        wires = new Wires(world, nodes, SeedShape.judge(world));
        operator = new RingOperator(world, nodes, shape.nodes(), () -> healing);
        FaultSchedule whole = FaultSchedule.draw(seed, all, CHAOS_NS / MS);
        schedule = options.faults() == null ? whole : whole.only(options.faults());
        chaos = new Chaos(world, schedule, nodes, network, wires, operator, () -> healing, story, tally);
        watch = new ClusterWatch(nodes, shape.partitions(), ledger, story);
        messageWatch = options.told() && options.message() > 0
                ? new MessageWatch(options.message(), nodes, this::partition, story)
                : null;
        if (messageWatch != null) {
            ledger.heardBy(messageWatch);
        }
        addDevices();
    }

    private void addDevices() {
        UnsafeBuffer scratch = new UnsafeBuffer(new byte[SCRATCH_BYTES]);
        List<Integer> ports = IntStream.rangeClosed(1, shape.nodes())
                .mapToObj(node -> Wires.PORT + node)
                .toList();
        for (int u = 0; u < shape.users(); u++) {
            users.add("user" + u);
        }
        for (int d = 0; d < shape.devices(); d++) {
            String user = users.get(d % shape.users());
            devices.add(new SimulatedDevice(world, wires, scratch, ledger, user, d / shape.users(), ports));
        }
    }

    static SeedResult of(long seed, RunOptions options, LongSupplier engineErrors) {
        return of(seed, options, new Mailboxes(), engineErrors);
    }

    /**
     * Runs a seed. What breaks is in the result, and nothing is thrown: faults in the code are broken promises too.
     *
     * @param mailboxes of runs before it on this thread, for this one, and then for others
     * @param engineErrors errors that the replication engine has logged so far on this thread
     */
    static SeedResult of(long seed, RunOptions options, Mailboxes mailboxes, LongSupplier engineErrors) {
        return new SeedRun(seed, options, mailboxes, engineErrors).run();
    }

    private SeedResult run() {
        try {
            live();
        } catch (RuntimeException | AssertionError e) {
            ledger.broken("NodeHealthy", e + where(e) + because(e), "");
        }
        tally();
        BrokenPromise broken = ledger.broken();
        SeedResult result =
                new SeedResult(seed, world.trace(), world.nanoTime(), tally, broken, schedule.faults(), story(broken));
        if (broken == null) {
            nodes.forEach(SimulatedNode::kill);
        }
        return result;
    }

    private static String because(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? "" : ", because of " + cause + where(cause) + because(cause);
    }

    /** Where in the code, as far as it is ours. */
    private static String where(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("dev.carillon."))
                .limit(FRAMES)
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(", ", " (", ")"));
    }

    private void live() {
        builds.begin();
        nodes.subList(0, shape.nodes()).forEach(SimulatedNode::start);
        devices.forEach(device -> world.after(world.between(0, 3_000 * MS), device::start));
        step();
        operator.begin();
        chaos.begin();
        boolean ended = world.runUntil(CHAOS_NS, this::isBroken);
        if (!ended) {
            healing = true;
            chaos.heal();
            boolean caughtUp = world.runUntil(CHAOS_NS + HEAL_NS, () -> isBroken() || isCaughtUp());
            if (!caughtUp) {
                ledger.broken("CatchesUp", "after " + HEAL_NS / MS / 1_000 + " s: " + behind(), ledger.waiting());
            }
            ledger.checkAll(this::head);
            checkNodes();
        }
    }

    /** Asked after each event. */
    private boolean isBroken() {
        if (++events > EVENTS_MAX) {
            ledger.broken("CatchesUp", "more than " + EVENTS_MAX + " events, the last at " + world.nowMs() + " ms", "");
        }
        return ledger.broken() != null;
    }

    private void checkNodes() {
        for (SimulatedNode node : nodes) {
            if (!node.alarms().isEmpty()) {
                ledger.broken("NodeHealthy", "node " + node.number() + ": " + node.alarms(), "");
            }
            if (node.count(Metric.TUNNEL_FRAMES_BAD) > 0) {
                ledger.broken(
                        "NodeHealthy", "node " + node.number() + " heard frames of tunnels that make no sense", "");
            }
        }
    }

    // Applications.

    private void step() {
        SimulatedDevice device = devices.get(random.nextInt(devices.size()));
        if (healing) {
            device.start();
        } else {
            act(device);
        }
        watch.observe(partition(device.user()), device.user(), device.install());
        world.after(world.between(1, 2L * shape.pauseMs() / devices.size() + 2) * MS, this::step);
    }

    private void act(SimulatedDevice device) {
        int dice = random.nextInt(200);
        if (dice < 120) {
            for (int n = 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 4); n > 0; n--) {
                send(device);
            }
        } else if (dice < 122) {
            device.kill();
            tally.add(Happened.APPLICATIONS_KILLED, 1);
        } else if (dice < 126) {
            device.stop();
            tally.add(Happened.APPLICATIONS_STOPPED, 1);
        } else {
            device.start();
        }
    }

    private void send(SimulatedDevice device) {
        String to = random.nextInt(12) == 0 ? device.user() : users.get(random.nextInt(users.size()));
        StringBuilder text =
                new StringBuilder("m").append(++messages).append('>').append(to);
        int length = random.nextInt(20) == 0 ? random.nextInt(3000) : random.nextInt(40);
        while (text.length() < length) {
            text.append('.');
        }
        device.send(to, text.toString(), random.nextInt(3) == 0);
    }

    private int partition(String user) {
        return partitions.ofUser(user.getBytes(StandardCharsets.UTF_8));
    }

    // What nodes do.

    @Override
    public void onCrash(SimulatedNode node) {
        story.add(Story.ALL, () -> "node " + node.number() + " ends");
        wires.onCrash(node);
    }

    @Override
    public void onAcks(SimulatedNode node) {
        chaos.onAcks(node);
    }

    @Override
    public void onPass(SimulatedNode node, int loop) {
        watch.onPass(node, loop);
        builds.onPass(node);
        if (messageWatch != null) {
            messageWatch.onPass(node, loop);
        }
    }

    @Override
    public void onOutdated(SimulatedNode node, NewerFormatException why) {
        builds.onOutdated(node, String.valueOf(why.getMessage()));
    }

    // Whether everything has arrived.

    /** Looked at now and then only, for it looks at everything. */
    private boolean isCaughtUp() {
        if (world.nanoTime() < lookAgainNs) {
            return false;
        }
        lookAgainNs = world.nanoTime() + LOOK_NS;
        return behind().isEmpty();
    }

    private long head(String user) {
        DeliveryPartition leader = watch.leader(partition(user));
        UserState state = leader == null ? null : ClusterWatch.user(leader, user);
        return state == null ? 0 : state.head();
    }

    /** Who waits for what; empty if nobody does and all replicas agree. */
    private String behind() {
        String moving = operator.unsettled();
        if (!moving.isEmpty()) {
            return moving;
        }
        String builtApart = builds.unsettled(operator.newest());
        if (!builtApart.isEmpty()) {
            return builtApart;
        }
        for (SimulatedDevice device : devices) {
            DeliveryPartition leader = watch.leader(partition(device.user()));
            if (leader == null) {
                return "nobody leads partition " + partition(device.user());
            }
            UserState user = ClusterWatch.user(leader, device.user());
            DeviceState state = user == null ? null : user.device(device.install());
            if (!device.isOnline()
                    || device.pending() > 0
                    || user == null
                    || state == null
                    || state.cursor() != user.head()) {
                return device + (device.isOnline() ? "" : " is not online and") + " has "
                        + (state == null ? "nothing" : "acknowledged " + state.cursor()) + " of "
                        + (user == null ? 0 : user.head()) + ", " + device.pending() + " sends are unanswered";
            }
        }
        return watch.disagreement();
    }

    // What is told of it.

    private void tally() {
        tally.add(Happened.SENDS_ACKED, ledger.acked());
        tally.add(Happened.MESSAGES_DELIVERED, ledger.delivered());
        tally.add(Happened.OWN_COPIES, ledger.ownCopies());
        tally.add(Happened.RECEIPTS, ledger.receipts());
        tally.add(Happened.ITEMS_REPEATED, ledger.repeated());
        tally.add(Happened.CONNECTIONS_BROKEN, wires.broken());
        tally.add(Happened.READERS_WAITED_FOR, wires.waits());
        tally.add(Happened.HELLOS_GIVEN_UP, wires.givenUp());
        tally.add(Happened.FRAMES_LOST, network.lost());
        tally.add(Happened.FRAMES_OVERTAKEN, network.overtaken());
        tally.add(Happened.STRANGERS_REFUSED, network.strangers());
        tally.add(Happened.TUNNEL_FRAMES_REFUSED, network.refused());
        operator.tally(tally);
        builds.tally();
        nodes.forEach(node -> NodeTally.add(node, tally));
    }

    private List<String> story(@Nullable BrokenPromise broken) {
        if (!story.isTold()) {
            return List.of();
        }
        if (broken != null) {
            story.add(Story.ALL, () -> "broken: " + broken);
        }
        List<String> message = messageWatch == null ? List.of() : messageWatch.text(broken != null);
        return message.isEmpty() ? story.text() : message;
    }
}
