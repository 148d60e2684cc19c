package dev.carillon.node.session;

import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.UserState;
import dev.carillon.node.runtime.Loop;
import dev.carillon.node.simulated.ClientHost;
import dev.carillon.node.simulated.SimulatedLink;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.disk.SimulatedDisk;
import dev.carillon.storage.log.Durability;
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
import org.jspecify.annotations.Nullable;

/**
 * A whole node, without its edge, in the thread of the test: real sessions, delivery, replication and segment logs over
 * simulated disks, a state engine in memory that forgets what was not flushed, and a writer that works when told.
 */
final class TestNode implements CoreListener, ClientHost {
    /** Fewer than partitions, so that the writer has no room at times. */
    private static final int BATCHES_WAITING = 3;

    private final CoreLimits limits;
    private final Durability durability;
    private final Partitions partitions;
    private final TestClock clock;
    private final List<SimulatedDisk> disks = new ArrayList<>();
    private final MemoryStateEngine engine = new MemoryStateEngine();
    private final Queue<Runnable> writerTasks = new ArrayDeque<>();
    private final Map<Metric, Long> before = new EnumMap<>(Metric.class);
    private final List<String> alarms = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int drained;
    boolean diskScarce;
    private SimulatedLink link = new SimulatedLink();
    private AssembledCore core;
    private long logCuts;
    private int linkRefusals;
    private List<SegmentLog> segmentLogs = new ArrayList<>();

    TestNode(long seed, int partitionCount, int loops, CoreLimits limits, TestClock clock) {
        this(seed, partitionCount, loops, limits, Durability.SYNC, clock);
    }

    TestNode(long seed, int partitionCount, int loops, CoreLimits limits, Durability durability, TestClock clock) {
        this.limits = limits;
        this.durability = durability;
        this.partitions = Partitions.of(partitionCount);
        this.clock = clock;
        for (int i = 0; i < loops; i++) {
            disks.add(new SimulatedDisk(seed * 31 + i, 1L << 30));
        }
        this.core = start();
    }

    private AssembledCore start() {
        List<LoopLog> logs = new ArrayList<>();
        List<ClientLink> links = new ArrayList<>();
        segmentLogs = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            LogOptions options = LogOptions.of(i).withSegmentBytes(16 * 1024).withDurability(durability);
            SegmentLog log = SegmentLog.open(disks.get(i), options, Runnable::run, clock::nanoTime);
            segmentLogs.add(log);
            logs.add(log);
            links.add(link);
        }
        TrailerLimits trailer = new TrailerLimits(64 * 1024, 2_000_000_000L, BATCHES_WAITING);
        AssembledCore started = new AssembledCore(new CoreParts(
                limits, partitions, clock, engine, trailer, logs, links, writerTasks::add, this, () -> diskScarce));
        started.recover();
        return started;
    }

    /** Power is cut: what was not synced, and what the engine had not flushed, may be gone. All connections are. */
    void crash(int engineKeepsUnflushed) {
        countUp();
        writerTasks.clear();
        // A disk without power fails a loop, which is what power cuts do.
        failures.clear();
        for (SimulatedDisk disk : disks) {
            disk.powerCut();
            disk.restart();
        }
        linkRefusals += link.refusals();
        engine.crash(Math.min(engineKeepsUnflushed, engine.unflushedBatches()));
        link = new SimulatedLink();
        core = start();
    }

    private void countUp() {
        for (SessionLoop duty : core.duties()) {
            for (Metric metric : Metric.values()) {
                before.merge(metric, duty.loopMeter().get(metric), Long::sum);
            }
        }
        for (SegmentLog log : segmentLogs) {
            logCuts += log.counts().cuts();
        }
    }

    /** One pass of every loop. @return how much was done */
    int pass() {
        int done = 0;
        for (Loop loop : core.loops()) {
            done += loop.pass();
        }
        return done;
    }

    int pass(int loop) {
        return core.loops().get(loop).pass();
    }

    /** Runs what waits for the background writer. */
    void write() {
        for (Runnable task = writerTasks.poll(); task != null; task = writerTasks.poll()) {
            task.run();
        }
    }

    /** The user's loop meets this in its next pass. */
    void fail(String user, RuntimeException cause) {
        core.duties().get(loopOf(user)).failFromOutside(cause);
    }

    SimulatedDisk disk(int loop) {
        return disks.get(loop);
    }

    int loopOf(String user) {
        return partitions.ofUser(utf8(user)) % disks.size();
    }

    MemoryStateEngine engine() {
        return engine;
    }

    @Override
    public SimulatedLink link() {
        return link;
    }

    /** Over all starts: how often a link took nothing. */
    int linkRefusals() {
        return linkRefusals + link.refusals();
    }

    TestClock clock() {
        return clock;
    }

    NodeCore core() {
        return core;
    }

    @Override
    public SessionMailbox mailbox(String user) {
        return core.mailboxFor(utf8(user));
    }

    /** Over all starts. */
    long count(Metric metric) {
        long sum = metric.isGauge() ? 0 : before.getOrDefault(metric, 0L);
        for (SessionLoop duty : core.duties()) {
            sum += duty.loopMeter().get(metric);
        }
        return sum;
    }

    /** Segments of logs that became unneeded. */
    long logCuts() {
        long sum = logCuts;
        for (SegmentLog log : segmentLogs) {
            sum += log.counts().cuts();
        }
        return sum;
    }

    @Nullable
    UserState user(String name) {
        byte[] bytes = utf8(name);
        long hash = UserHash.of(bytes);
        return Objects.requireNonNull(
                        core.duties().get(loopOf(name)).partitions().find(partitions.ofHash(hash)))
                .findUser(bytes, hash);
    }

    long cursor(String name, long install) {
        UserState user = user(name);
        DeviceState device = user == null ? null : user.device(install);
        return device == null ? 0 : device.cursor();
    }

    /** The highest settled cseq of a device; 0 if it is not known. */
    long cseqHigh(String name, long install) {
        UserState user = user(name);
        DeviceState device = user == null ? null : user.device(install);
        return device == null ? 0 : device.cseqHigh();
    }

    long head(String name) {
        UserState user = user(name);
        return user == null ? 0 : user.head();
    }

    /** The first inbox sequence that is kept. */
    long inboxFirst(String name) {
        UserState user = user(name);
        return user == null ? 1 : user.inbox().first();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    List<String> alarms() {
        return alarms;
    }

    List<String> failures() {
        return failures;
    }

    int drained() {
        return drained;
    }

    @Override
    public void onFailed(int loop, String why, Throwable cause) {
        failures.add(why + ": " + cause);
    }

    @Override
    public void onDrained(int loop) {
        drained++;
    }

    @Override
    public void onNotice(int loop, String what) {}

    @Override
    public void onAlarm(int loop, String what) {
        alarms.add(what);
    }
}
