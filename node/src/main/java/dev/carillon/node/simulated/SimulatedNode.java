package dev.carillon.node.simulated;

import dev.carillon.node.cluster.ClusterNode;
import dev.carillon.node.cluster.ClusterSeat;
import dev.carillon.node.cluster.ClusterState;
import dev.carillon.node.cluster.ClusterStateCodec;
import dev.carillon.node.cluster.ClusterStore;
import dev.carillon.node.cluster.ClusterView;
import dev.carillon.node.cluster.Departures;
import dev.carillon.node.cluster.Format;
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
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import dev.carillon.storage.NewerFormatException;
import dev.carillon.storage.StateExport;
import dev.carillon.storage.StateImport;
import dev.carillon.storage.log.LogOptions;
import dev.carillon.storage.log.SegmentLog;
import dev.carillon.storage.memory.MemoryStateEngine;
import dev.carillon.storage.overlay.TrailerLimits;
import java.io.UncheckedIOException;
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

    /** Room on a disk below which sends are refused while all else goes on; as {@code data.stop-sends-free}, but small. */
    private static final long STOP_SENDS_FREE = 5 * SEGMENT_BYTES;

    private static final long NO_ROOM_NS = 500 * SimulatedWorld.MS;

    /** Hears what a node does. */
    public interface Watcher {
        void onCrash(SimulatedNode node);

        /** Clients were told just now that their sends are stored. */
        void onAcks(SimulatedNode node);

        /** A loop has passed; what its replicas say may be another now. */
        default void onPass(SimulatedNode node, int loop) {}

        /** It met a format that its build does not know, and ends; its newest build is started instead. */
        default void onOutdated(SimulatedNode node, NewerFormatException why) {
            throw new AssertionError("NodeHealthy: node " + node.number() + " is too old", why);
        }
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
    private final NodeClock clock;
    private final NodeDisks disks;
    private MemoryStateEngine engine = new MemoryStateEngine();
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

    private long writerAwayMs = 2_000;
    private int newestFormat = Format.NEWEST;

    /** Of its disks; another one has forgotten what the one before has voted and acked. */
    private int incarnation = 1;

    /** Why it could not start; empty if it could. */
    private String refusal = "";

    private Runnable diskFailed = () -> {};
    private int clockAlarms;
    private int diskFailures;
    private long flushesBefore;

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
        this.view = new ClusterView(initial, new NodeStore(), newestFormat);
        this.index = index;
        this.owners = new Owners(initial.metaNumber() + 1);
        int loops = shape.loops();
        this.clock = new NodeClock(world);
        this.disks = new NodeDisks(world, loops);
        passAt = new long[loops];
        busyUntil = new long[loops];
        syncs = new long[loops];
        acks = new long[loops];
    }

    public int number() {
        return index + 1;
    }

    /**
     * From its next start on it is another build.
     *
     * @param newest that this one knows, see {@link Format}
     */
    public void becomes(int newest) {
        newestFormat = newest;
    }

    /** The newest format that it knows. */
    public int newestFormat() {
        return newestFormat;
    }

    /** The format that it writes now. */
    public int writes() {
        return view.format();
    }

    public boolean isUp() {
        return core != null;
    }

    public boolean isPaused() {
        return pausedUntil > world.nanoTime();
    }

    /** Starts it, unless it runs; see {@link #refusal}. */
    public void start() {
        if (core != null) {
            return;
        }
        refusal = "";
        try {
            try {
                assemble();
            } catch (NewerFormatException e) {
                outdated(e);
                assemble();
            }
        } catch (CorruptStorageException e) {
            if (!disks.isRotten()) {
                throw e;
            }
            refusal = String.valueOf(e.getMessage());
        } catch (UncheckedIOException e) {
            if (disks.hasAnyFailed()) {
                diskFailures++;
                diskFailed.run();
            } else if (disks.freeBytes() < STOP_SENDS_FREE) {
                startOnceThereIsRoom();
            } else {
                throw e;
            }
        }
    }

    /** It does not start without room for its log; who starts it tries again. */
    private void startOnceThereIsRoom() {
        int tried = life;
        int same = incarnation;
        world.after(NO_ROOM_NS, () -> {
            if (life == tried && incarnation == same) {
                start();
            }
        });
    }

    private void outdated(NewerFormatException why) {
        watcher.onOutdated(this, why);
        newestFormat = Format.NEWEST;
    }

    private void assemble() {
        life++;
        owners = new Owners(stored.metaNumber() + 1);
        view = new ClusterView(stored, new NodeStore(), newestFormat);
        link = new SimulatedLink();
        cutsBefore = logCuts();
        logs.clear();
        List<ClientLink> links = new ArrayList<>();
        List<Peers> peers = new ArrayList<>();
        List<LoopLog> watched = new ArrayList<>();
        disks.begin();
        for (int i = 0; i < disks.size(); i++) {
            logs.add(SegmentLog.open(
                    disks.get(i),
                    LogOptions.of(i + 1).withSegmentBytes(SEGMENT_BYTES).withDurability(shape.durability()),
                    Runnable::run,
                    clock::nanoTime));
            watched.add(logs.get(i));
            links.add(link);
            peers.add(new NodePeers(i));
        }
        int begun = life;
        NodeCore made = NodeCore.assemble(new CoreParts(
                shape.limits(),
                Partitions.of(stored.metaNumber()),
                clock,
                engine,
                new TrailerLimits(64 * 1024, 2_000_000_000L, BATCHES_WAITING),
                shape.mailboxes()::take,
                watched,
                links,
                task -> force(begun, task),
                writerTasks::add,
                this,
                () -> disks.freeBytes() < STOP_SENDS_FREE,
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
                shape.tunnels(),
                newestFormat));
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
        long syncsBefore = disks.get(loop).counts().syncs();
        try {
            world.note(index, loop, loops.get(loop).pass());
        } catch (NewerFormatException e) {
            outdated(e);
            kill();
            start();
            return;
        }
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
        if (disks.get(loop).isOff()) {
            // A disk without power fails a loop, and with it the node.
            crash();
            return;
        }
        if (!failures.isEmpty()) {
            // The process ends with 70, and the machine goes on.
            diskFailures++;
            kill();
            diskFailed.run();
            return;
        }
        if (disks.get(loop).counts().syncs() > syncsBefore) {
            busyUntil[loop] = Math.max(busyUntil[loop], disks.stalledUntilNs());
        }
        schedulePass(loop, world.nanoTime() + clock.untilNs(loops.get(loop).nextDeadlineNs()));
    }

    /** The disk's thread: the loops go on meanwhile, and a power cut comes before or after. */
    private void force(int begun, Runnable task) {
        world.after(disks.syncNs(), () -> {
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
        if (core != null) {
            end();
        }
        disks.cutPower();
    }

    /** The process is killed: what the engine had in memory is gone, all connections are, what was written is not. */
    public void kill() {
        if (core != null) {
            end();
            disks.endProcess();
        }
    }

    private void end() {
        NodeCore running = Objects.requireNonNull(core);
        for (int i = 0; i < disks.size(); i++) {
            for (Metric metric : Metric.values()) {
                before.merge(metric, running.meter(i).get(metric), Long::sum);
            }
        }
        core = null;
        peerMail = null;
        loops.forEach(loop -> shape.mailboxes().back(loop.mailbox()));
        pausedUntil = 0;
        writerTasks.clear();
        failures.clear();
        engine.crash(Math.min(world.random().nextInt(4), engine.unflushedBatches()));
        network.breakAll(index);
        watcher.onCrash(this);
    }

    // What happens to its disks and clocks.

    /**
     * @param loop whose disk loses its power; taken modulo their number
     * @param changes of that disk until then
     */
    public void cutPowerSoon(int loop, int changes) {
        disks.get(loop % disks.size()).cutPowerAfter(changes);
    }

    /** Each sync takes so much longer, from now on. */
    public void slowSync(long ns) {
        disks.slow(ns);
    }

    /** No sync that begins within so long ends within it. */
    public void stallSync(long ns) {
        disks.stall(ns);
    }

    /**
     * A sync fails, what it should have written may be lost, and with it the process ends.
     *
     * @param loop whose disk; taken modulo their number
     * @param syncs the last of these, from now
     * @param then after the process has ended for it, or could not start
     */
    public void failSync(int loop, int syncs, Runnable then) {
        disks.failSync(loop, syncs);
        diskFailed = then;
    }

    /** Each disk has only so much room left. */
    public void fillDisks(long freeBytes) {
        disks.fill(freeBytes);
    }

    /** There is room again. */
    public void makeRoom() {
        disks.makeRoom();
    }

    /**
     * A bit of a log on a disk is another, while the node is down.
     *
     * @param loop whose disk; taken modulo their number
     * @param file which one, from 0 to 1
     * @param bit where in it, from 0 to 1
     */
    public void rot(int loop, double file, double bit) {
        if (core != null) {
            throw new IllegalStateException("node " + number() + " runs");
        }
        disks.rot(loop, file, bit);
    }

    /** Disks are lost with all that was on them, while the node is down; what it starts with then is another incarnation. */
    public void wipe(ClusterState known) {
        if (core != null) {
            throw new IllegalStateException("node " + number() + " runs");
        }
        disks.wipe(world.random());
        flushesBefore += engine.flushes();
        engine = new MemoryStateEngine();
        incarnation++;
        network.forget(index);
        comes(known);
    }

    /** How long the background writer is away now and then. */
    public void writerAway(long mostMs) {
        writerAwayMs = mostMs;
    }

    public void healDisks() {
        disks.heal();
    }

    public NodeClock clock() {
        return clock;
    }

    // What the simulation looks at.

    /** A node that was not there before is told of the cluster by one that is. */
    public void comes(ClusterState known) {
        newestFormat = Format.NEWEST;
        stored = known;
        view = new ClusterView(known, new NodeStore(), newestFormat);
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
        return flushesBefore + engine.flushes();
    }

    public long sectorsDropped() {
        return disks.sectorsDropped();
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

    /** Alarms about its wall clock, which had jumped. */
    public int clockAlarms() {
        return clockAlarms;
    }

    /** How often it ended, or could not start, because a disk had failed. */
    public int diskFailures() {
        return diskFailures;
    }

    /** Syncs of its disks that stalled. */
    public long syncsStalled() {
        return disks.stalls();
    }

    /** Which life of its disks this is, from 1. */
    public int incarnation() {
        return incarnation;
    }

    /** Why it did not start the last time, as when what is on its disks is damaged; empty if it did. */
    public String refusal() {
        return refusal;
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
        private final int loop;

        NodePeers(int loop) {
            this.loop = loop;
        }

        @Override
        public boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length) {
            if (length > FRAME_BYTES_MAX) {
                throw new AssertionError("a frame of " + length + " bytes, of kind " + kind);
            }
            return network.send(index, loop, node - 1, kind, partition, frame, offset, length);
        }

        @Override
        public long room(int node) {
            return connection(node) == 0 ? 0 : FRAME_BYTES_MAX;
        }

        @Override
        public void flush() {}

        @Override
        public long connection(int node) {
            return network.connection(index, loop, node - 1);
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
        boolean storage = why.startsWith(ErrorCode.STORAGE_FAILED.toString());
        if (!(disks.get(loop).isOff() || storage && disks.hasFailed(loop))) {
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
        if (clock.hasJumped() && what.startsWith("the wall clock has jumped")) {
            clockAlarms++;
        } else {
            alarms.add(what);
        }
    }
}
