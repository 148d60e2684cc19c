package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.EndedLog;
import dev.carillon.node.replication.EntryVisitor;
import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.node.runtime.Clock;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogFullException;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngineFailedException;
import io.microraft.model.RaftModelFactory;
import io.microraft.model.impl.DefaultRaftModelFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.collections.IntHashSet;
import org.jspecify.annotations.Nullable;

/**
 * All replicated groups of one loop. A pass runs what waits, then writes once for all groups and has the disk's thread sync it
 * ({@link LogSync}), then lets out what the last sync has made durable. Everything is called on the loop; without threads and
 * clocks of its own it runs in a simulator as well.
 *
 * <p>Order: the constructor, {@link #start}, then passes; {@link #open} before or after the start.
 */
public final class RaftLoop {
    /**
     * No more tasks are run when less than this is left of the batch, bytes, or half of what there was if that is less: small
     * segments have less room than this when they are empty. A batch that grows beyond gets a segment of its own length.
     */
    private static final long ROOM_KEPT = 1 << 20;

    /** By how much the heartbeats of two loops or nodes may differ in phase, ms. */
    private static final int PHASES_MS = 250;

    /** Log that may be written twice a second so that older log can go; far less than a batch holds. */
    private static final long WRITE_AGAIN_BYTES = 8 << 20;

    /** Between two attempts to write to a log that is full. */
    private static final long RETRY_NS = 10_000_000;

    private final LoopLog log;
    private final Clock clock;
    private final Random random;
    private final LongSupplier engineErrors;
    private final RaftOptions options;
    private final RaftModelFactory models = new DefaultRaftModelFactory();
    private final LoopTasks tasks;
    private final Outbox outbox;
    private final RaftCounters counters = new RaftCounters();
    private final Int2ObjectHashMap<Replica> replicas = new Int2ObjectHashMap<>();
    private final List<Replica> opened = new ArrayList<>();

    /** By their numbers in the log; also of groups that are not open. */
    private final Int2ObjectHashMap<GroupLog> logs = new Int2ObjectHashMap<>();

    /** Numbers in the log of generations that are over and kept. */
    private final IntHashSet ended = new IntHashSet();

    private final LogSync sync;
    private final WaitingFlushes flushes;
    private boolean started;
    /** Of the batch that is being filled; see {@link #ROOM_KEPT}. */
    private long roomKept;

    /** Tasks that were let out by the last write. */
    private int ran;

    /** The batch waits for room: nothing may leave. */
    private boolean stalled;

    private long retryNs;

    /** Whether there was no further segment at the last look. */
    private boolean full;

    private long nextWatchNs;

    /** When tasks were run last: before any now. */
    private long workedNs;

    /**
     * @param log the loop's; written by this loop's passes
     * @param disk runs what waits for the disk, one task at a time: on another thread, or at once where a pass may wait
     * @param wake called on that thread when a pass is due for its sake
     * @param engineErrors how many errors the engine has logged on this thread: it goes on after them, half changed
     */
    public RaftLoop(
            LoopLog log,
            RaftTransport transport,
            Clock clock,
            Random random,
            LongSupplier engineErrors,
            RaftOptions options,
            Executor disk,
            Runnable wake) {
        this.log = log;
        this.clock = clock;
        this.random = random;
        this.engineErrors = engineErrors;
        this.options = options;
        this.tasks = new LoopTasks(clock, random.nextInt(PHASES_MS) * 1_000_000L);
        this.outbox = new Outbox(transport);
        this.sync = new LogSync(log, disk, wake);
        this.flushes = new WaitingFlushes(tasks);
        this.nextWatchNs = clock.nanoTime();
        this.workedNs = nextWatchNs;
    }

    /**
     * Adds this node's replica of a group, one generation of it; the one before or after it may be open too.
     *
     * @param state how far the state above has come by itself; entries after it are heard
     * @param first whether it campaigns at once if this generation follows another
     * @throws IllegalArgumentException if this node, with the disk it has, is no member
     * @throws CorruptStorageException if the log has records of this generation or a later one that another member wrote
     */
    public Replica open(RaftGroup group, RaftMember self, Marker state, ReplicaListener listener, boolean first) {
        if (replicas.containsKey(group.logNumber())) {
            throw new IllegalStateException("Group " + group.number() + " is open in generation "
                    + replicas.get(group.logNumber()).group().generation());
        }
        if (!group.members().contains(self)) {
            throw new IllegalArgumentException("This is " + self + ", which is no member of group " + group.number()
                    + ": its members are " + group.members()
                    + ". A node whose disk was wiped has forgotten its votes and cannot go on as the member"
                    + " that it was. Nothing was changed. Replace the old member by this one.");
        }
        long applied = state.generation() == group.generation() ? state.index() : 0;
        Replica replica = new Replica(this, group, self, logOf(group.logNumber()), applied, listener, first);
        replicas.put(group.logNumber(), replica);
        opened.add(replica);
        if (started) {
            claim(replica);
            replica.start();
        }
        return replica;
    }

    /**
     * What the log has of a generation over whose last entry this node has begun the next one.
     *
     * @return null if there is no such thing
     */
    public @Nullable EndedLog openSealed(int group, RaftMember self) {
        int number = RaftGroup.logNumber(group, self.generation());
        GroupLog found = logs.get(number);
        if (found == null || found.sealed() == 0 || !self.equals(found.writer()) || replicas.containsKey(number)) {
            return null;
        }
        ended.add(number);
        return new EndedLog() {
            @Override
            public long read(long from, long bytesMax, EntryVisitor visitor) {
                return found.read(from, found.sealed(), bytesMax, visitor);
            }

            @Override
            public void close() {
                ended.remove(number);
                letGo(number);
            }
        };
    }

    private GroupLog logOf(int number) {
        GroupLog found = logs.get(number);
        if (found == null) {
            found = new GroupLog(number % RaftGroup.NUMBERS);
            logs.put(number, found);
        }
        return found;
    }

    /**
     * What an earlier generation wrote under this number ends here. Of some of it nobody says whose it is: the log was cut
     * behind the record that did, and the rest is in a segment that other groups still need.
     */
    private void claim(Replica replica) {
        GroupLog found = replica.log();
        RaftMember writer = found.writer();
        RaftMember self = replica.self();
        if (writer == null || writer.generation() < self.generation()) {
            found.forget();
        } else if (!writer.equals(self)) {
            throw new CorruptStorageException(
                    "The log of group " + replica.group().number() + " was written by " + writer + ", this is " + self
                            + ". Nothing was changed. Start it with the data folder that belongs to it.");
        }
        if (found.isFresh() && found.next() > 1) {
            sync.release(replica.group().logNumber(), replica.records().generation());
        }
        replica.claimed();
    }

    /** Ends a replica for good, and lets go of what the log keeps for it. */
    void close(Replica replica) {
        replica.fail("it is not needed any more");
        opened.remove(replica);
        replicas.remove(replica.group().logNumber());
        letGo(replica.group().logNumber());
    }

    /** Lets go of what the log has of groups that are not open. */
    public void discardOthers() {
        List<Integer> numbers = new ArrayList<>(logs.keySet());
        for (int number : numbers) {
            if (!replicas.containsKey(number) && !ended.contains(number)) {
                letGo(number);
            }
        }
    }

    private void letGo(int number) {
        GroupLog found = logOf(number);
        found.forget();
        sync.release(number, found.next());
    }

    /**
     * Reads the log and starts the replicas that are open.
     *
     * @throws CorruptStorageException if the log is another member's, or lacks entries
     */
    public void start() {
        log.replay((group, kind, place, buffer, offset, length) ->
                GroupRecords.read(logOf(group), group % RaftGroup.NUMBERS, kind, place, buffer, offset, length));
        started = true;
        roomKept = Math.min(ROOM_KEPT, log.room() / 2);
        opened.forEach(this::claim);
        opened.forEach(Replica::start);
    }

    /**
     * Takes a message for the next pass; the bytes are copied.
     *
     * @return why it was not taken, or null
     */
    public @Nullable Refusal receive(DirectBuffer buffer, int offset, int length) {
        Replica replica = replicas.get(MessageDecoder.logNumber(buffer, offset, length));
        Refusal refusal;
        if (stalled) {
            refusal = Refusal.LOG_FULL;
        } else if (replica == null) {
            refusal = length < MessageFormat.HEADER ? Refusal.TRUNCATED : Refusal.UNKNOWN_GROUP;
        } else {
            refusal = replica.receive(buffer, offset, length);
        }
        if (refusal != null) {
            counters.refusals++;
        }
        return refusal;
    }

    /** Another node is known to be dead: the groups that it led elect somebody else without waiting for it. */
    public void nodeDown(int node) {
        for (int i = 0; i < opened.size(); i++) {
            opened.get(i).nodeDown(node);
        }
    }

    /** There is a new connection to another node: the groups that it and this one are members of hear of each other. */
    public void nodeConnected(int node) {
        for (int i = 0; i < opened.size(); i++) {
            opened.get(i).nodeConnected(node);
        }
    }

    /**
     * One pass. What it wrote is durable when the disk's executor has run what it was given, and the next pass hears of it.
     *
     * @return how many tasks were run
     * @throws LogFailedException if nothing can be made durable any more; final
     */
    public int pass() {
        return work() + finish();
    }

    /** The first half of a pass: runs what waits, and sends what need not wait for the disk. @return tasks run */
    int work() {
        if (stalled) {
            return 0;
        }
        workedNs = clock.nanoTime();
        int done = sync.isDone() ? synced() : 0;
        watch(workedNs);
        tasks.collectDue(workedNs);
        done += runTasks();
        outbox.sendEarly();
        return done;
    }

    /**
     * The second half: writes for all groups at once, and lets out what the disk has. While an earlier write is on its way
     * there, all waits for the next one.
     *
     * @return tasks run
     */
    int finish() {
        if (sync.isUnderWay()) {
            return 0;
        }
        int done = 0;
        if (!log.isDirty()) {
            // What waits needs nothing that is not durable already.
            stalled = false;
            sync.letGo();
            done = letOut();
        }
        return log.isDirty() ? done + write() : done;
    }

    private int write() {
        try {
            boolean force = sync.write();
            stalled = false;
            roomKept = Math.min(ROOM_KEPT, log.room() / 2);
            if (!force) {
                return letOut();
            }
        } catch (LogFullException e) {
            stalled = true;
            retryNs = clock.nanoTime() + RETRY_NS;
            return 0;
        }
        flushes.hold();
        outbox.hold();
        sync.begin();
        return sync.isDone() ? synced() : 0;
    }

    private int synced() {
        sync.end();
        return letOutHeld();
    }

    private int letOut() {
        flushes.hold();
        outbox.hold();
        return letOutHeld();
    }

    private int letOutHeld() {
        ran = 0;
        flushes.letOut(task -> ran += run(task));
        outbox.sendEarly();
        outbox.sendHeld();
        return ran;
    }

    private int runTasks() {
        int done = 0;
        LoopTasks.Task task = sync.isUnderWay() && isBatchFull() ? null : tasks.next();
        while (task != null) {
            done += run(task);
            task = isBatchFull() ? null : tasks.next();
        }
        return done;
    }

    private boolean isBatchFull() {
        return log.room() < roomKept && log.isDirty();
    }

    private int run(LoopTasks.@Nullable Task task) {
        if (task == null || task.owner().isStopped()) {
            return 0;
        }
        Replica replica = task.owner().replica();
        long errors = engineErrors.getAsLong();
        try {
            task.work().run();
        } catch (LogFailedException | CorruptStorageException | StateEngineFailedException e) {
            throw e;
        } catch (RuntimeException e) {
            // The engine has such faults: it looks for entries that its log has let go of.
            counters.engineFaults++;
            replica.engineFailed("its engine has failed: " + e);
        }
        if (engineErrors.getAsLong() != errors) {
            replica.engineFailed("its engine has reported an error and would go on half changed");
        }
        replica.requireWell();
        replica.afterTask();
        return 1;
    }

    private void watch(long nowNs) {
        if (nowNs - nextWatchNs >= 0) {
            nextWatchNs = nowNs + options.secondNs() / 2;
            boolean isFull = log.isFull();
            if (isFull && !full) {
                // While there is room for it: a head that is older than the rest would keep what the state lets go of.
                opened.forEach(Replica::renewHead);
            }
            full = isFull;
            long writeAgain = WRITE_AGAIN_BYTES;
            // By place: what a listener hears may end with a replica opened.
            for (int i = 0; i < opened.size(); i++) {
                Replica replica = opened.get(i);
                replica.watch(nowNs);
                replica.afterTask();
                writeAgain -= replica.keepLogShort(writeAgain);
            }
        }
    }

    /** When the next pass is due even if no message comes, monotonic ns. */
    public long nextDeadlineNs() {
        if (stalled) {
            return retryNs;
        }
        boolean due = sync.isUnderWay()
                ? sync.isDone() || !tasks.isIdle() && !isBatchFull()
                : !tasks.isIdle() || log.isDirty();
        return due ? workedNs : tasks.nextDueNs(nextWatchNs);
    }

    /** Whether the log has no room, so that nothing can be acked and messages are refused. */
    public boolean isStalled() {
        return stalled;
    }

    public RaftCounters counters() {
        return counters;
    }

    /** What this loop has made durable, and is about to. */
    LogSync sync() {
        return sync;
    }

    /** For what needs nothing that is not durable yet: it makes room for that, too. */
    void release(int group, long place) {
        log.release(group, place);
    }

    /** Replicas of many groups that start together would all vote at once. */
    long startDelayNs(boolean spread) {
        return spread && options.startSpreadMs() > 0 ? random.nextInt(options.startSpreadMs()) * 1_000_000L : 0;
    }

    LoopLog log() {
        return log;
    }

    Clock clock() {
        return clock;
    }

    Random random() {
        return random;
    }

    RaftOptions options() {
        return options;
    }

    RaftModelFactory models() {
        return models;
    }

    LoopTasks tasks() {
        return tasks;
    }

    Outbox outbox() {
        return outbox;
    }
}
