package dev.carillon.node.session;

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
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.replication.raft.EngineUnderTest;
import dev.carillon.node.replication.raft.RaftOptions;
import dev.carillon.node.replication.raft.RaftParts;
import dev.carillon.node.replication.raft.SimWorld;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.runtime.LoopMailbox;
import dev.carillon.node.tunnel.TunnelLimits;
import dev.carillon.protocol.ClientFrameDecoder;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.FrameAdapter;
import dev.carillon.protocol.Limits;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import dev.carillon.storage.disk.SimulatedDisk;
import dev.carillon.storage.log.Durability;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.TrailerLimits;
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
final class SimulatedNode implements CoreListener, ClientHost {
    private static final int BATCHES_WAITING = 8;
    private static final int SEGMENT_BYTES = 64 * 1024;
    static final int FRAME_BYTES_MAX = 1 << 20;

    /** Hears what a node does. */
    interface Watcher {
        void onCrash(SimulatedNode node);

        /** Clients were told just now that their sends are stored. */
        void onAcks(SimulatedNode node);
    }

    /** Far less than operators would have, so that it happens. */
    static final long REPAIR_AFTER_NS = 3_000 * SimWorld.MS;

    private final SimWorld world;
    private final SimulatedNetwork network;
    /** What it has written down of the cluster; survives crashes. */
    private ClusterState stored;

    private ClusterView view;
    private final CoreLimits limits;
    private final RaftOptions options;
    private final TunnelLimits tunnelLimits;
    private final Durability durability;
    private final int index;
    private final List<SimulatedDisk> disks = new ArrayList<>();
    private final MemoryStateEngine engine = new MemoryStateEngine();
    private final Queue<Runnable> writerTasks = new ArrayDeque<>();
    private final Map<Metric, Long> before = new EnumMap<>(Metric.class);
    private final List<String> failures = new ArrayList<>();
    private final Watcher watcher;
    private final List<String> alarms = new ArrayList<>();
    private TestLink link = new TestLink();
    private Owners owners;
    private @Nullable AssembledCore core;
    private @Nullable PeerMail peerMail;
    private final long[] passAt;
    private final long[] busyUntil;
    private final long[] syncs;
    private final long[] acks;
    private int life;
    private int drained;
    private long cutsBefore;
    private final List<SegmentLog> logs = new ArrayList<>();
    int cleanStops;

    private Runnable stopped = () -> {};

    /** How often clients were told that their sends are stored before this node's disk had the pass. */
    long acksAheadOfDisk;

    private long pausedUntil;
    long slowSyncNs;

    /** How long the background writer is away now and then. */
    long writerAwayMs = 2_000;

    /** @param index from 0; the node's number is one more */
    SimulatedNode(
            SimWorld world,
            SimulatedNetwork network,
            ClusterState initial,
            int index,
            int loops,
            CoreLimits limits,
            RaftOptions options,
            TunnelLimits tunnelLimits,
            Durability durability,
            Watcher watcher) {
        this.world = world;
        this.durability = durability;
        this.watcher = watcher;
        this.network = network;
        this.stored = initial;
        this.view = new ClusterView(initial, new NodeStore());
        this.index = index;
        this.limits = limits;
        this.options = options;
        this.tunnelLimits = tunnelLimits;
        this.owners = new Owners(initial.metaNumber() + 1);
        for (int i = 0; i < loops; i++) {
            disks.add(new SimulatedDisk(world.random.nextLong(), 1L << 30));
        }
        passAt = new long[loops];
        busyUntil = new long[loops];
        syncs = new long[loops];
        acks = new long[loops];
    }

    int number() {
        return index + 1;
    }

    boolean isUp() {
        return core != null;
    }

    boolean isPaused() {
        return pausedUntil > world.nanoTime();
    }

    void start() {
        if (core != null) {
            return;
        }
        life++;
        owners = new Owners(stored.metaNumber() + 1);
        view = new ClusterView(stored, new NodeStore());
        link = new TestLink();
        cutsBefore = logCuts();
        logs.clear();
        List<ClientLink> links = new ArrayList<>();
        List<Peers> peers = new ArrayList<>();
        List<LoopLog> watched = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            disks.get(i).restart();
            logs.add(SegmentLog.open(
                    disks.get(i),
                    LogOptions.of(i + 1).withSegmentBytes(SEGMENT_BYTES).withDurability(durability),
                    Runnable::run,
                    world::nanoTime));
            watched.add(logs.get(i));
            links.add(link);
            peers.add(new NodePeers());
        }
        int begun = life;
        AssembledCore made = new AssembledCore(new CoreParts(
                limits,
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
                        new RaftParts(() -> world.random, EngineUnderTest.ERRORS, options),
                        REPAIR_AFTER_NS),
                tunnels()));
        made.recover();
        core = made;
        peerMail = new PeerMail(
                made.loops().stream().map(Loop::mailbox).toArray(LoopMailbox[]::new),
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

    private TunnelParts tunnels() {
        return new TunnelParts(tunnelLimits, InstallJudge::new);
    }

    /** Tokens of simulated devices are empty: their installs say whose they are. */
    private static final class InstallJudge extends FrameAdapter implements HelloJudge {
        private byte @Nullable [] user;

        @Override
        public byte @Nullable [] userOf(DirectBuffer frame, int offset, int length) {
            user = null;
            ClientFrameDecoder.decode(frame, offset, offset + length, Limits.FRAME_MAX_BEFORE_WELCOME, this);
            return user;
        }

        @Override
        public void onHello(
                int version,
                boolean enrol,
                DirectBuffer buffer,
                int token,
                int tokenLength,
                long install,
                long lastSeq,
                long nextCseq,
                int tlvs,
                int tlvsLength) {
            user = TestNode.utf8(ClusterSimulation.userOf(install));
        }

        @Override
        public ErrorCode code() {
            return ErrorCode.BAD_TOKEN;
        }

        @Override
        public String text() {
            return "no HELLO";
        }
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
        world.after(150 * SimWorld.MS, () -> beat(begun));
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
        world.after(world.between(1, slowMs) * SimWorld.MS, () -> write(begun));
    }

    /** Written down some time later, unless the node dies before. */
    private final class NodeStore implements ClusterStore {
        @Override
        public void save(byte[] bytes, Runnable durable) {
            int begun = life;
            world.after(world.between(100_000, 20 * SimWorld.MS), () -> {
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
    <T> void ask(BiConsumer<NodeQuestions, Answer<T>> question, Consumer<T> heard) {
        AssembledCore running = core;
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

    void receive(int from, int kind, int partition, byte[] bytes) {
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
        AssembledCore running = core;
        passAt[loop] = Long.MAX_VALUE;
        if (running == null) {
            return;
        }
        if (isPaused()) {
            schedulePass(loop, pausedUntil);
            return;
        }
        world.note(index, loop, running.loops().get(loop).pass());
        SessionLoop duty = running.duties().get(loop);
        long synced = duty.loopMeter().get(Metric.SYNCS);
        if (synced != syncs[loop]) {
            syncs[loop] = synced;
            busyUntil[loop] = world.nanoTime() + world.between(2_000, 50_000);
        }
        long sent = duty.loopMeter().get(Metric.ACKS_SENT);
        if (sent != acks[loop]) {
            acks[loop] = sent;
            acksAheadOfDisk += logs.get(loop).isDirty() ? 1 : 0;
            watcher.onAcks(this);
        }
        if (disks.get(loop).isOff() || !failures.isEmpty()) {
            // A disk without power fails a loop, and with it the node.
            failures.clear();
            crash();
            return;
        }
        schedulePass(loop, duty.nextDeadlineNs());
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

    void pause(long ns) {
        pausedUntil = world.nanoTime() + ns;
        if (core != null) {
            for (int i = 0; i < disks.size(); i++) {
                passAt[i] = Long.MAX_VALUE;
                schedulePass(i, pausedUntil);
            }
        }
    }

    /** Power is cut: what was not synced, and what the engine had not flushed, may be gone. All connections are. */
    void crash() {
        AssembledCore running = core;
        if (running == null) {
            return;
        }
        for (SessionLoop duty : running.duties()) {
            for (Metric metric : Metric.values()) {
                before.merge(metric, duty.loopMeter().get(metric), Long::sum);
            }
        }
        core = null;
        peerMail = null;
        pausedUntil = 0;
        writerTasks.clear();
        for (SimulatedDisk disk : disks) {
            disk.powerCut();
        }
        engine.crash(Math.min(world.random.nextInt(4), engine.unflushedBatches()));
        network.breakAll(index);
        watcher.onCrash(this);
    }

    void cutPowerSoon(int changes) {
        disks.get(world.random.nextInt(disks.size())).cutPowerAfter(changes);
    }

    void healDisks() {
        disks.forEach(disk -> disk.cutPowerAfter(Integer.MAX_VALUE));
        slowSyncNs = 0;
    }

    // What the simulation looks at.

    /** A node that was not there before is told of the cluster by one that is. */
    void comes(ClusterState known) {
        stored = known;
        view = new ClusterView(known, new NodeStore());
    }

    /** Whether it has ever run: a number is not used again. */
    boolean wasThere() {
        return life > 0 && !view.state().knows(number());
    }

    ClusterState cluster() {
        return view.state();
    }

    boolean isConfirmed() {
        return view.isConfirmed();
    }

    Owners owners() {
        return owners;
    }

    /** What it runs, or null. */
    @Nullable
    NodeCore core() {
        return core;
    }

    /** This node's replica of a partition, or null. */
    @Nullable
    DeliveryPartition replica(int partition) {
        AssembledCore running = core;
        return running == null
                ? null
                : running.duties().get(partition % disks.size()).partitions().find(partition);
    }

    /** This node's replica of the meta group, or null. */
    @Nullable
    MetaPartition meta() {
        AssembledCore running = core;
        int number = stored.metaNumber();
        return running == null
                ? null
                : running.duties().get(number % disks.size()).partitions().meta();
    }

    String describe(int partition) {
        return (isUp() ? "up" : "down") + (isConfirmed() ? ", confirmed" : "") + ", the engine is at "
                + engine.marker(partition) + ", the meta group's leader is " + owners.node(stored.metaNumber());
    }

    long count(Metric metric) {
        long sum = metric.isGauge() ? 0 : before.getOrDefault(metric, 0L);
        if (core != null) {
            for (SessionLoop duty : core.duties()) {
                sum += duty.loopMeter().get(metric);
            }
        }
        return sum;
    }

    long logCuts() {
        return cutsBefore + logs.stream().mapToLong(log -> log.counts().cuts()).sum();
    }

    long flushes() {
        return engine.flushes();
    }

    long sectorsDropped() {
        return disks.stream().mapToLong(disk -> disk.counts().sectorsDropped()).sum();
    }

    List<String> alarms() {
        return alarms;
    }

    // For clients.

    @Override
    public TestLink link() {
        return link;
    }

    @Override
    public SessionMailbox mailbox(String user) {
        AssembledCore running = core;
        if (running == null) {
            return new DeadMailbox();
        }
        wakeAll();
        return running.mailboxFor(TestNode.utf8(user));
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
    StateExport export(int partition, Marker atLeast) {
        AssembledCore running = core;
        StateExport found = running == null || isPaused() ? null : running.export(partition, atLeast);
        if (running != null) {
            schedulePass(partition % disks.size(), world.nanoTime());
        }
        return found;
    }

    /** Something came for a loop from another thread. */
    void woken(int partition) {
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
    void stop() {
        stop(() -> {});
    }

    /** @param then once it has ended so */
    void stop(Runnable then) {
        AssembledCore running = core;
        if (running == null || !running.shutdown(500, 500)) {
            return;
        }
        stopped = then;
        int begun = life;
        drained = 0;
        wakeAll();
        world.after(20_000 * SimWorld.MS, () -> {
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
