package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.InboxLimits;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.delivery.Metric;
import dev.carillon.node.delivery.RelayReceiver;
import dev.carillon.node.delivery.StampClock;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.runtime.Clock;
import dev.carillon.node.runtime.LoopDuty;
import dev.carillon.node.runtime.MailKind;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.protocol.RefusalCode;
import dev.carillon.ring.Partitions;
import dev.carillon.storage.StateEngine;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A loop's duty: partitions and the sessions of their users. One pass: the mail becomes operations of each partition's
 * entry; all entries are committed with one write and one sync; apply says what became of them; then relays, answers
 * and frames go out, and some state goes to the engine. Nothing is said to anybody before it is durable, because
 * sessions speak only of what apply told them.
 *
 * <p>Any failure ends the loop at once, and the assembly is told: clients hear STORAGE_FAILED if it is one of the log or
 * the state, INTERNAL if it is a fault in the code.
 */
final class SessionLoop implements LoopDuty, SessionContext, RelayReceiver {
    /** Mail bytes per pass; bounds entries and latency. */
    static final int MAIL_BYTES_PER_PASS = 2 * 1024 * 1024;

    /** Inbox items that one session is sent per pass, so that a long backlog does not starve the others. */
    static final int ITEMS_PER_PUMP = 512;

    /** Inbox items that all sessions are sent per pass, about. */
    static final int ITEMS_PER_PASS = 32 * 1024;

    /** Time between two looks at what only time brings about. */
    static final long TICK_NS = 50_000_000;

    /** Ticks in which every session is looked at once. */
    static final int TICKS_PER_ROUND = 20;

    /** How long a shutdown waits for clients that take nothing. */
    static final long LEAVING_NS_MAX = 10_000_000_000L;

    private static final int USERS_PER_TICK = 1024;
    private static final long NEVER_NS = 3_600_000_000_000L;

    private final int number;
    private final CoreLimits limits;
    private final InboxLimits inboxLimits;
    private final Partitions ring;
    private final Clock clock;
    private final StampClock stamps;
    private final LoopReplication replication;
    private final StateEngine engine;
    private final ClientLink link;
    private final CoreListener listener;
    private final Meter meter;
    private final DeliveryPartition[] partitions;
    private final @Nullable DeliveryPartition[] byNumber;
    private final Trailing trailing;
    private final SessionTable sessions = new SessionTable();
    private final Chunk chunk = new Chunk();
    private final InboxPusher pusher = new InboxPusher(chunk);
    private List<Session> ready = new ArrayList<>();
    private List<Session> pumping = new ArrayList<>();

    private long nowNs;
    private long mailBytes;
    private long nextTickNs;
    private long nextHouseNs;
    private int tickPartition;
    private int housePartition;
    private boolean logFull;
    private boolean clockAlarm;
    private boolean failed;
    private volatile @Nullable RuntimeException outside;

    private boolean draining;
    private boolean finishing;
    private long leaveByNs;
    private Runnable whenDrained = () -> {};
    private boolean over;

    SessionLoop(
            int number,
            CoreLimits limits,
            Partitions ring,
            Clock clock,
            LoopReplication replication,
            StateEngine engine,
            ClientLink link,
            CoreListener listener,
            Meter meter,
            InboxLimits inboxLimits,
            DeliveryPartition[] partitions,
            Trailing trailing) {
        this.number = number;
        this.limits = limits;
        this.inboxLimits = inboxLimits;
        this.ring = ring;
        this.clock = clock;
        this.stamps = new StampClock(clock, limits.clockJumpMs());
        this.replication = replication;
        this.engine = engine;
        this.link = link;
        this.listener = listener;
        this.meter = meter;
        this.partitions = partitions;
        this.trailing = trailing;
        this.byNumber = new @Nullable DeliveryPartition[ring.count()];
        for (DeliveryPartition partition : partitions) {
            byNumber[partition.number()] = partition;
        }
        this.nowNs = clock.nanoTime();
        this.nextTickNs = nowNs;
        this.nextHouseNs = nowNs + houseStepNs();
    }

    void recover() {
        replication.recover();
        for (DeliveryPartition partition : partitions) {
            partition.start(nowNs);
        }
    }

    void whenDrained(Runnable stop) {
        whenDrained = stop;
    }

    Meter loopMeter() {
        return meter;
    }

    /** Something outside the loop has failed for good; any thread, followed by a wake-up. */
    void failFromOutside(RuntimeException cause) {
        outside = cause;
    }

    // Mail.

    @Override
    public boolean hasRoom() {
        return mailBytes < MAIL_BYTES_PER_PASS;
    }

    @Override
    public void onMessage(int kind, MutableDirectBuffer buffer, int offset, int length) {
        if (failed || over) {
            return;
        }
        mailBytes += length;
        try {
            hear(kind, buffer, offset, length);
        } catch (RuntimeException e) {
            fail("a loop failed while it heard a client", e);
        }
    }

    private void hear(int kind, DirectBuffer b, int offset, int length) {
        switch (kind) {
            case MailKind.OPEN -> open(b, offset, length);
            case MailKind.FRAMES -> {
                Session session = sessions.find(b.getLong(offset, BIG_ENDIAN));
                if (session != null) {
                    session.onFrames(b, offset + Long.BYTES, length - Long.BYTES);
                }
            }
            case MailKind.CLOSED -> {
                Session session = sessions.find(b.getLong(offset, BIG_ENDIAN));
                if (session != null) {
                    session.onLinkClosed();
                }
            }
            case MailKind.WRITABLE -> {
                Session session = sessions.find(b.getLong(offset, BIG_ENDIAN));
                if (session != null) {
                    session.onWritable(b.getByte(offset + Long.BYTES) == 1);
                }
            }
            case MailKind.RELAY, MailKind.RELAY_ACK -> LocalRelay.hear(kind, b, offset, length, this);
            case MailKind.COMMAND -> beginDraining(b.getLong(offset, BIG_ENDIAN), b.getLong(offset + 8, BIG_ENDIAN));
            default -> {
                // WAKE
            }
        }
    }

    private void open(DirectBuffer b, int offset, int length) {
        long connection = b.getLong(offset, BIG_ENDIAN);
        byte[] user = new byte[b.getByte(offset + 8)];
        b.getBytes(offset + 9, user);
        DeliveryPartition partition = byNumber[ring.ofUser(user)];
        if (partition == null) {
            throw new IllegalStateException("a connection came to loop " + number + ", which is not its user's");
        }
        Session session = new Session(this, partition, connection, user);
        sessions.add(session);
        if (draining) {
            session.fail(ErrorCode.SHUTTING_DOWN, "the node is going away", limits.retryAfterMs());
            return;
        }
        int hello = offset + 9 + user.length;
        session.onFrames(b, hello, offset + length - hello);
    }

    @Override
    public void onRelay(int from, int to, long firstXseq, int count, DirectBuffer items, int offset, int length) {
        partition(to).onRelay(from, firstXseq, count, items, offset, length);
    }

    @Override
    public void onRelayAnswer(int from, int to, long xseq, boolean resend) {
        partition(to).onRelayAnswer(from, xseq, resend, nowNs);
    }

    DeliveryPartition partition(int wanted) {
        DeliveryPartition partition = byNumber[wanted];
        if (partition == null) {
            throw new IllegalStateException("partition " + wanted + " is not on loop " + number);
        }
        return partition;
    }

    // The pass.

    @Override
    public int work(long passNs) {
        nowNs = passNs;
        mailBytes = 0;
        if (failed || over) {
            return 0;
        }
        try {
            return workOrThrow();
        } catch (RuntimeException e) {
            fail("a loop failed in its pass", e);
            return 0;
        }
    }

    private int workOrThrow() {
        RuntimeException elsewhere = outside;
        if (elsewhere != null) {
            throw elsewhere;
        }
        int done = commit();
        for (DeliveryPartition partition : partitions) {
            done += partition.afterCommit(nowNs);
        }
        done += pump();
        if (trailing.hear(byNumberOrThrow())) {
            done++;
        }
        if (nowNs - nextTickNs >= 0) {
            tick();
        } else if (done > 0) {
            trailing.freeze(nowNs);
        }
        if (draining) {
            drain();
        }
        link.flush();
        if (done > 0) {
            meter.add(Metric.PASSES, 1);
            meter.add(Metric.PASS_NS, clock.nanoTime() - nowNs);
        }
        return done;
    }

    private int commit() {
        long stampMs = stamps.nowMs();
        boolean any = false;
        for (DeliveryPartition partition : partitions) {
            any |= partition.propose(stampMs, nowNs);
        }
        if (!any && !logFull) {
            return 0;
        }
        int committed = replication.commit();
        if (committed > 0) {
            meter.add(Metric.SYNCS, 1);
        } else {
            logFull = any || logFull;
        }
        return committed;
    }

    private int pump() {
        if (ready.isEmpty()) {
            return 0;
        }
        List<Session> now = ready;
        ready = pumping;
        pumping = now;
        int done = 0;
        int items = 0;
        int size = now.size();
        for (int i = 0; i < size; i++) {
            Session session = now.get(i);
            session.isReady = false;
            if (items >= ITEMS_PER_PASS) {
                ready(session);
                continue;
            }
            long before = session.position();
            boolean more = session.pump(ITEMS_PER_PUMP);
            items += (int) (session.position() - before);
            if (more) {
                ready(session);
            }
            done++;
        }
        now.clear();
        return done;
    }

    // What only time brings about.

    private void tick() {
        nextTickNs = nowNs + TICK_NS;
        sessions.visitSome(TICKS_PER_ROUND, session -> session.checkAlive(nowNs));
        if (partitions.length > 0) {
            tickPartition = (tickPartition + 1) % partitions.length;
            meter.set(
                    Metric.USERS_IN_MEMORY,
                    (long) partitions[tickPartition].sweepUsers(USERS_PER_TICK) * partitions.length);
        }
        logFull = replication.isFull();
        trailing.watchLog(replication.bytesKept(), logFull);
        trailing.freeze(nowNs);
        meter.set(Metric.SESSIONS, sessions.size());
        meter.set(Metric.OVERLAY_BYTES, trailing.overlayBytes());
        meter.set(Metric.LOG_BYTES, replication.bytesKept());
        watchClock();
        if (nowNs - nextHouseNs >= 0) {
            keepHouse();
        }
    }

    private void watchClock() {
        boolean suspect = stamps.isSuspect();
        if (suspect && !clockAlarm) {
            meter.add(Metric.ALARMS_CLOCK, 1);
            alarm("the wall clock has jumped by more than " + limits.clockJumpMs()
                    + " ms: nothing expires until it is right again or the node was restarted");
        }
        clockAlarm = suspect;
    }

    private void keepHouse() {
        boolean more = false;
        if (!stamps.isSuspect() && !draining && partitions.length > 0) {
            long now = stamps.nowMs();
            more = partitions[housePartition].keepHouse(now - limits.inboxAgeMs(), now - limits.deviceAbsenceMs());
        }
        if (!more) {
            housePartition = partitions.length == 0 ? 0 : (housePartition + 1) % partitions.length;
        }
        nextHouseNs = nowNs + houseStepNs();
    }

    private long houseStepNs() {
        return Math.max(1, limits.housekeepingMs() * 1_000_000 / Math.max(1, partitions.length));
    }

    @Override
    public long nextDeadlineNs() {
        if (failed || over) {
            return nowNs + NEVER_NS;
        }
        if (!ready.isEmpty()) {
            return nowNs;
        }
        long next = nextTickNs;
        if (logFull) {
            return next;
        }
        for (DeliveryPartition partition : partitions) {
            next = Math.min(next, partition.nextDeadlineNs());
        }
        return next;
    }

    // The end.

    private void beginDraining(long reconnectAfterMs, long jitterMs) {
        if (draining) {
            return;
        }
        draining = true;
        leaveByNs = nowNs + LEAVING_NS_MAX;
        for (Session session : sessions.all()) {
            session.goodbye(reconnectAfterMs, jitterMs);
        }
    }

    /** First the sessions leave, then what they left is committed and relayed, then all of it goes to the engine. */
    private void drain() {
        if (!finishing) {
            if (sessions.size() > 0 && nowNs < leaveByNs) {
                return;
            }
            for (Session session : sessions.all()) {
                session.fail(ErrorCode.SHUTTING_DOWN, "the node is going away");
            }
            boolean quiet = true;
            for (DeliveryPartition partition : partitions) {
                partition.hurry();
                quiet &= partition.isQuiet();
            }
            finishing = quiet;
        } else if (trailing.finish(engine)) {
            over = true;
            listener.onDrained(number);
            whenDrained.run();
        }
    }

    private void fail(String why, RuntimeException cause) {
        if (failed) {
            return;
        }
        failed = true;
        boolean stored = StorageFailures.isOne(cause);
        ErrorCode code = stored ? ErrorCode.STORAGE_FAILED : ErrorCode.INTERNAL;
        for (Session session : sessions.all()) {
            session.fail(code, stored ? "the node can store nothing" : "a fault in the node");
        }
        link.flush();
        listener.onFailed(number, code + ": " + why, cause);
    }

    private DeliveryPartition[] byNumberOrThrow() {
        @SuppressWarnings("NullAway") // only numbers of this loop's partitions are looked up
        DeliveryPartition[] all = byNumber;
        return all;
    }

    // For sessions.

    @Override
    public CoreLimits limits() {
        return limits;
    }

    @Override
    public InboxLimits inboxLimits() {
        return inboxLimits;
    }

    @Override
    public Partitions partitions() {
        return ring;
    }

    @Override
    public ClientLink link() {
        return link;
    }

    @Override
    public Meter meter() {
        return meter;
    }

    @Override
    public StampClock stamps() {
        return stamps;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public Chunk chunk() {
        return chunk;
    }

    @Override
    public InboxPusher pusher() {
        return pusher;
    }

    @Override
    public @Nullable RefusalCode refuseNow(DeliveryPartition from, int toPartition) {
        if (logFull) {
            return RefusalCode.STORAGE_FULL;
        }
        if (trailing.overlayBytes() > limits.overlayBytesPerLoop()
                || from.outboxSize(toPartition) > limits.outboxMessagesPerPair()) {
            return RefusalCode.OVERLOADED;
        }
        return null;
    }

    @Override
    public void ready(Session session) {
        if (!session.isReady) {
            session.isReady = true;
            ready.add(session);
        }
    }

    @Override
    public void closed(Session session) {
        sessions.remove(session);
    }

    @Override
    public void alarm(String what) {
        listener.onAlarm(number, what);
    }
}
