package dev.carillon.node.simulated;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterStateCodec;
import dev.carillon.node.cluster.ClusterStore;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.Departures;
import dev.carillon.node.cluster.MetaPartition;
import dev.carillon.node.cluster.Owners;
import dev.carillon.node.cluster.PeerMail;
import dev.carillon.node.cluster.Peers;
import dev.carillon.node.cluster.StateCopies;
import dev.carillon.node.cluster.Succession;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.replication.raft.RaftParts;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.session.Answer;
import dev.carillon.node.session.ClientLink;
import dev.carillon.node.session.CoreListener;
import dev.carillon.node.session.CoreParts;
import dev.carillon.node.session.NodeCore;
import dev.carillon.node.session.NodeQuestions;
import dev.carillon.node.session.SessionMailbox;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import dev.carillon.storage.disk.SimulatedDisk;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.TrailerLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A node of a simulated cluster: everything but sockets and threads is what runs in production. Its disks and its state
 * engine survive a crash as far as they were synced; its loops pass when mail comes or when they want to.
 */
public final class SimulatedNode implements CoreListener, ClientHost {
    private static final int BATCHES_WAITING = 8;
    private static final int SEGMENT_BYTES = 64 * 1024;
    public static final int FRAME_BYTES_MAX = 1 << 20;

    /** Hears what a node does. */
    public interface Watcher {
        void onCrash(SimulatedNode node);

        /** Clients were told just now that their sends are stored. */
        void onAcks(SimulatedNode node);

        /** A loop has passed; what its replicas say may be another now. */
        default void onPass(SimulatedNode node, int loop) {}
    }

    /** Far less than operators would have, so that it happens. */
    public static final long REPAIR_AFTER_NS = 3_000 * SimulatedWorld.MS;

    private final SimulatedWorld world;
    private final SimulatedNetwork network;
    /** What it has written down of the cluster; survives crashes. */
    private ClusterState stored;

    private ClusterView view;
    private final NodeShape shape;
    private final int index;
    private final List<SimulatedDisk> disks = new ArrayList<>();
    private final MemoryStateEngine engine = new MemoryStateEngine();
    private final Queue<Runnable> writerTasks = new ArrayDeque<>();
    private final Map<Metric, Long> before = new EnumMap<>(Metric.class);
    private final List<String> failures = new ArrayList<>();
    private final Watcher watcher;
    private final List<String> alarms = new ArrayList<>();
    private SimulatedLink link = new SimulatedLink();
    private Owners owners;
    private @Nullable NodeCore core;
    private @Nullable PeerMail peerMail;

    /** Of {@link #core}. */
    private List<Loop> loops = List.of();

    private final long[] passAt;
    private final long[] busyUntil;
    private final long[] syncs;
    private final long[] acks;
    private int life;
    private int drained;
    private long cutsBefore;
    private final List<SegmentLog> logs = new ArrayList<>();
    private int cleanStops;

    private Runnable stopped = () -> {};

    private long acksAheadOfDisk;

    private long pausedUntil;
    private long slowSyncNs;

    private long writerAwayMs = 2_000;

    /** @param index from 0; the node's number is one more */
    public SimulatedNode(
            SimulatedWorld world,
            SimulatedNetwork network,
            ClusterState initial,
            int index,
            NodeShape shape,
            Watcher watcher) {
        this.world = world;
        this.shape = shape;
        this.watcher = watcher;
        this.network = network;
        this.stored = initial;
        this.view = new ClusterView(initial, new NodeStore());
        this.index = index;
        this.owners = new Owners(initial.metaNumber() + 1);
        int loops = shape.loops();
        for (int i = 0; i < loops; i++) {
            disks.add(new SimulatedDisk(world.random().nextLong(), 1L << 30));
        }
        passAt = new long[loops];
        busyUntil = new long[loops];
        syncs = new long[loops];
        acks = new long[loops];
    }

    public int number() {
        return index + 1;
    }

    public boolean isUp() {
        return core != null;
    }

    public boolean isPaused() {
        return pausedUntil > world.nanoTime();
    }

    public void start() {
        if (core != null) {
            return;
        }
        life++;
        owners = new Owners(stored.metaNumber() + 1);
        view = new ClusterView(stored, new NodeStore());
        link = new SimulatedLink();
        cutsBefore = logCuts();
        logs.clear();
        List<ClientLink> links = new ArrayList<>();
        List<Peers> peers = new ArrayList<>();
        List<LoopLog> watched = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            disks.get(i).restart();
            logs.add(SegmentLog.open(
                    disks.get(i),
                    LogOptions.of(i + 1).withSegmentBytes(SEGMENT_BYTES).withDurability(shape.durability()),
                    Runnable::run,
                    world::nanoTime));
            watched.add(logs.get(i));
            links.add(link);
            peers.add(new NodePeers());
        }
        int begun = life;
        NodeCore made = NodeCore.assemble(new CoreParts(
                shape.limits(),
                Partitions.of(stored.metaNumber()),
                world,
                engine,
                new TrailerLimits(64 * 1024, 2_000_000_000L, BATCHES_WAITING),
                watched,
                links,
                task -> force(begun, task),
                writerTasks::add,
                this,
                () -> false,
                new ClusterSeat(
                        number(),
                        1,
                        view,
                        owners,
                        new Departures(),
                        peers,
                        new NodeCopies(),
                        new RaftParts(world::random, shape.engineErrors(), shape.raft()),
                        REPAIR_AFTER_NS),
                shape.tunnels()));
        made.recover();
        core = made;
        loops = made.loops();
        peerMail = new PeerMail(
                loops.stream().map(Loop::mailbox).toArray(LoopMailbox[]::new),
                partition -> partition % disks.size(),
                FRAME_BYTES_MAX);
        for (int i = 0; i < disks.size(); i++) {
            passAt[i] = Long.MAX_VALUE;
            busyUntil[i] = 0;
            syncs[i] = 0;
            acks[i] = 0;
            schedulePass(i, world.nanoTime());
        }
        beat(life);
        write(life);
    }

    private void beat(int begun) {
        if (core == null || begun != life) {
            return;
        }
        if (!isPaused()) {
            for (ClusterNode other : view.map().nodes()) {
                network.ping(index, other.id() - 1);
            }
        }
        world.after(150 * SimulatedWorld.MS, () -> beat(begun));
    }

    /** The background writer, in a time of its own. */
    private void write(int begun) {
        if (core == null || begun != life) {
            return;
        }
        if (!isPaused() && world.chance(0.8)) {
            for (Runnable task = writerTasks.poll(); task != null; task = writerTasks.poll()) {
                task.run();
            }
            wakeAll();
        }
        long slowMs = world.chance(0.05) ? writerAwayMs : 60;
        world.after(world.between(1, slowMs) * SimulatedWorld.MS, () -> write(begun));
    }

    /** Written down some time later, unless the node dies before. */
    private final class NodeStore implements ClusterStore {
        @Override
        public void save(byte[] bytes, Runnable durable) {
            int begun = life;
            world.after(world.between(100_000, 20 * SimulatedWorld.MS), () -> {
                if (begun == life && core != null) {
                    ClusterState state = Objects.requireNonNull(ClusterStateCodec.decode(bytes));
                    stored = Succession.of(state, stored) == Succession.NEWER ? state : stored;
                    durable.run();
                    wakeAll();
                }
            });
        }
    }

    /** An operator asks this node something. */
    public <T> void ask(BiConsumer<NodeQuestions, Answer<T>> question, Consumer<T> heard) {
        NodeCore running = core;
        if (running != null) {
            question.accept(running, new Answer<>() {
                @Override
                public void known(T answer) {
                    heard.accept(answer);
                }

                @Override
                public void failed(String why) {}
            });
            wakeAll();
        }
    }

    private void wakeAll() {
        for (int i = 0; i < disks.size(); i++) {
            schedulePass(i, world.nanoTime());
        }
    }

    public void receive(int from, int kind, int partition, byte[] bytes) {
        PeerMail mail = peerMail;
        if (core == null || mail == null) {
            return;
        }
        if (isPaused()) {
            int begun = life;
            world.after(pausedUntil - world.nanoTime(), () -> {
                if (begun == life) {
                    receive(from, kind, partition, bytes);
                }
            });
            return;
        }
        if (mail.offer(from + 1, kind, partition, new UnsafeBuffer(bytes), 0, bytes.length)) {
            schedulePass(partition % disks.size(), world.nanoTime());
        }
    }

    private void schedulePass(int loop, long atNs) {
        long at = Math.max(Math.max(atNs, busyUntil[loop]), Math.max(pausedUntil, world.nanoTime()));
        if (at < passAt[loop]) {
            passAt[loop] = at;
            int begun = life;
            world.after(at - world.nanoTime(), () -> {
                if (core != null && begun == life && passAt[loop] == at) {
                    pass(loop);
                }
            });
        }
    }

    private void pass(int loop) {
        NodeCore running = core;
        passAt[loop] = Long.MAX_VALUE;
        if (running == null) {
            return;
        }
        if (isPaused()) {
            schedulePass(loop, pausedUntil);
            return;
        }
        world.note(index, loop, loops.get(loop).pass());
        Meter meter = running.meter(loop);
        long synced = meter.get(Metric.SYNCS);
        if (synced != syncs[loop]) {
            syncs[loop] = synced;
            busyUntil[loop] = world.nanoTime() + world.between(2_000, 50_000);
        }
        long sent = meter.get(Metric.ACKS_SENT);
        if (sent != acks[loop]) {
            acks[loop] = sent;
            acksAheadOfDisk += logs.get(loop).isDirty() ? 1 : 0;
            watcher.onAcks(this);
        }
        watcher.onPass(this, loop);
        if (disks.get(loop).isOff() || !failures.isEmpty()) {
            // A disk without power fails a loop, and with it the node.
            failures.clear();
            crash();
            return;
        }
        schedulePass(loop, loops.get(loop).nextDeadlineNs());
    }

    /** The disk's thread: the loops go on meanwhile, and a power cut comes before or after. */
    private void force(int begun, Runnable task) {
        world.after(world.between(50_000, 800_000) + slowSyncNs, () -> {
            if (core != null && begun == life) {
                task.run();
                wakeAll();
            }
        });
    }

    public void pause(long ns) {
        pausedUntil = world.nanoTime() + ns;
        if (core != null) {
            for (int i = 0; i < disks.size(); i++) {
                passAt[i] = Long.MAX_VALUE;
                schedulePass(i, pausedUntil);
            }
        }
    }

    /** Power is cut: what was not synced, and what the engine had not flushed, may be gone. All connections are. */
    public void crash() {
        NodeCore running = core;
        if (running == null) {
            return;
        }
        for (int i = 0; i < disks.size(); i++) {
            for (Metric metric : Metric.values()) {
                before.merge(metric, running.meter(i).get(metric), Long::sum);
            }
        }
        core = null;
        peerMail = null;
        pausedUntil = 0;
        writerTasks.clear();
        for (SimulatedDisk disk : disks) {
            disk.powerCut();
        }
        engine.crash(Math.min(world.random().nextInt(4), engine.unflushedBatches()));
        network.breakAll(index);
        watcher.onCrash(this);
    }

    /**
     * @param loop whose disk loses its power; taken modulo their number
     * @param changes of that disk until then
     */
    public void cutPowerSoon(int loop, int changes) {
        disks.get(loop % disks.size()).cutPowerAfter(changes);
    }

    /** Each sync takes so much longer, from now on. */
    public void slowSync(long ns) {
        slowSyncNs = ns;
    }

    /** How long the background writer is away now and then. */
    public void writerAway(long mostMs) {
        writerAwayMs = mostMs;
    }

    public void healDisks() {
        disks.forEach(disk -> disk.cutPowerAfter(Integer.MAX_VALUE));
        slowSyncNs = 0;
    }

    // What the simulation looks at.

    /** A node that was not there before is told of the cluster by one that is. */
    public void comes(ClusterState known) {
        stored = known;
        view = new ClusterView(known, new NodeStore());
    }

    /** Whether it has ever run: a number is not used again. */
    public boolean wasThere() {
        return life > 0 && !view.state().knows(number());
    }

    public ClusterState cluster() {
        return view.state();
    }

    public boolean isConfirmed() {
        return view.isConfirmed();
    }

    public Owners owners() {
        return owners;
    }

    /** What it runs, or null. */
    @Nullable
    public NodeCore core() {
        return core;
    }

    /** This node's replica of a partition, or null. */
    @Nullable
    public DeliveryPartition replica(int partition) {
        return core != null && core.replica(partition) instanceof DeliveryPartition replica ? replica : null;
    }

    /** This node's replica of the meta group, or null. */
    @Nullable
    public MetaPartition meta() {
        return core != null && core.replica(stored.metaNumber()) instanceof MetaPartition meta ? meta : null;
    }

    public String describe(int partition) {
        return (isUp() ? "up" : "down") + (isConfirmed() ? ", confirmed" : "") + ", the engine is at "
                + engine.marker(partition) + ", the meta group's leader is " + owners.node(stored.metaNumber());
    }

    public long count(Metric metric) {
        long sum = metric.isGauge() ? 0 : before.getOrDefault(metric, 0L);
        if (core != null) {
            for (int i = 0; i < disks.size(); i++) {
                sum += core.meter(i).get(metric);
            }
        }
        return sum;
    }

    public long logCuts() {
        return cutsBefore + logs.stream().mapToLong(log -> log.counts().cuts()).sum();
    }

    public long flushes() {
        return engine.flushes();
    }

    public long sectorsDropped() {
        return disks.stream().mapToLong(disk -> disk.counts().sectorsDropped()).sum();
    }

    /** How often clients were told that their sends are stored before this node's disk had the pass. */
    public long acksAheadOfDisk() {
        return acksAheadOfDisk;
    }

    /** How many loops it has. */
    public int loops() {
        return disks.size();
    }

    /** Clean stops that came to their end. */
    public int cleanStops() {
        return cleanStops;
    }

    public List<String> alarms() {
        return alarms;
    }

    // For clients.

    @Override
    public SimulatedLink link() {
        return link;
    }

    @Override
    public SessionMailbox mailbox(String user) {
        NodeCore running = core;
        if (running == null) {
            return new DeadMailbox();
        }
        wakeAll();
        return running.mailboxFor(user.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a node that is not there: everything is lost. */
    private static final class DeadMailbox implements SessionMailbox {
        @Override
        public boolean open(long connection, byte[] user, DirectBuffer hello, int offset, int length) {
            return true;
        }

        @Override
        public boolean frames(long connection, DirectBuffer buffer, int offset, int length) {
            return true;
        }

        @Override
        public boolean closed(long connection) {
            return true;
        }

        @Override
        public boolean writable(long connection, boolean writable) {
            return true;
        }
    }

    private final class NodePeers implements Peers {
        @Override
        public boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length) {
            if (length > FRAME_BYTES_MAX) {
                throw new AssertionError("a frame of " + length + " bytes, of kind " + kind);
            }
            return network.send(index, node - 1, kind, partition, frame, offset, length);
        }

        @Override
        public long room(int node) {
            return connection(node) == 0 ? 0 : FRAME_BYTES_MAX;
        }

        @Override
        public void flush() {}

        @Override
        public long connection(int node) {
            return network.connection(index, node - 1);
        }

        @Override
        public boolean isDown(int node) {
            return network.isDown(node - 1, index);
        }
    }

    private final class NodeCopies implements StateCopies {
        @Override
        public void fetch(int node, int partition, Marker atLeast, StateImport into, Outcome outcome) {
            int begun = life;
            network.copyState(index, node - 1, partition, atLeast, into, outcome, () -> core != null && begun == life);
        }
    }

    /** What this node would hand out; null if it is not there, or does not have it. */
    @Nullable
    public StateExport export(int partition, Marker atLeast) {
        NodeCore running = core;
        StateExport found = running == null || isPaused() ? null : running.export(partition, atLeast);
        if (running != null) {
            schedulePass(partition % disks.size(), world.nanoTime());
        }
        return found;
    }

    /** Something came for a loop from another thread. */
    public void woken(int partition) {
        schedulePass(partition % disks.size(), world.nanoTime());
    }

    @Override
    public void onFailed(int loop, String why, Throwable cause) {
        if (!disks.get(loop).isOff()) {
            throw new AssertionError("NodeHealthy: node " + number() + ", " + why, cause);
        }
        failures.add(why);
    }

    /** A clean stop; the process ends when all loops are done, or is killed if that takes too long. */
    public void stop() {
        stop(() -> {});
    }

    /** @param then once it has ended so */
    public void stop(Runnable then) {
        NodeCore running = core;
        if (running == null || !running.shutdown(500, 500)) {
            return;
        }
        stopped = then;
        int begun = life;
        drained = 0;
        wakeAll();
        world.after(20_000 * SimulatedWorld.MS, () -> {
            if (begun == life) {
                ended();
            }
        });
    }

    private void ended() {
        if (isUp()) {
            crash();
            stopped.run();
        }
    }

    @Override
    public void onDrained(int loop) {
        if (++drained == disks.size()) {
            int begun = life;
            cleanStops++;
            world.after(0, () -> {
                if (begun == life) {
                    ended();
                }
            });
        }
    }

    @Override
    public void onNotice(int loop, String what) {}

    @Override
    public void onAlarm(int loop, String what) {
        alarms.add(what);
    }
}
