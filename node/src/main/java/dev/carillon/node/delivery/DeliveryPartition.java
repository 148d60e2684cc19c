package dev.carillon.node.delivery;

import dev.carillon.node.replication.PartitionLog;
import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.overlay.PartitionOverlay;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One replica of a partition. Everything durable goes the one way: operation, entry, commit, apply. Every replica applies;
 * the one that leads also collects the operations of a pass in entries, has them committed, and then relays and answers.
 *
 * <p>Runs on the partition's loop; one pass is {@code resume, accept, …} by sessions and {@code onRelay}, then, in
 * rounds, {@link #propose}, the loop's commit and {@link #relayHere}, then the loop's sync, then {@link #relayAway}.
 */
public final class DeliveryPartition {
    /** Time until a log or a loop that had no room is asked again. */
    private static final long RETRY_NS = 1_000_000;

    private final int number;
    private final LoopContext context;
    private final StateEngine engine;
    private PartitionOverlay overlay;
    private PartitionState state;
    private final PartitionLog log;
    private final EntryPipeline entries;
    private final JoinLater joinLater = new JoinLater();
    private final RelayPump pump;
    private final RelayIntake intake;
    private final UnsafeBuffer nameBuffer = new UnsafeBuffer(0, 0);

    private boolean leading;
    private int term;
    private long stampMs;

    /** In the loop's agenda for the coming pass. */
    boolean due;

    /** In the loop's agenda among those that wait. */
    boolean waiting;

    private long changedSinceNs = Long.MAX_VALUE;
    private boolean holdsStill;
    private @Nullable StateBatch unsubmitted;

    public DeliveryPartition(int number, StateEngine engine, LoopContext context) {
        this.number = number;
        this.context = context;
        this.engine = engine;
        this.overlay = new PartitionOverlay(number, engine);
        this.pump = new RelayPump(number, context.relay(), context.meter());
        this.state = new PartitionState(overlay, context.partitions(), new Effects());
        this.intake = new RelayIntake(number, context.partitions().count());
        this.entries = new EntryPipeline(context.entries());
        this.log = context.replication().open(number, engine.marker(number), new Replica());
    }

    public int number() {
        return number;
    }

    /** Whether this replica takes operations now. */
    public boolean isLeading() {
        return leading;
    }

    /** The term in which it leads; 0 if it does not. */
    public int term() {
        return leading ? term : 0;
    }

    /** Asks another node to lead, if this one does; may come to nothing. @return whether it was asked */
    public boolean handOver(int node) {
        boolean asked = leading && log.handOver(node);
        context.meter().add(Metric.LEADERSHIPS_OFFERED, asked ? 1 : 0);
        return asked;
    }

    // What sessions ask for, while it leads.

    /** The user as of the last applied entry, or null. */
    public @Nullable UserState findUser(byte[] user, long hash) {
        nameBuffer.wrap(user);
        return state.users().find(nameBuffer, 0, user.length, hash);
    }

    public void resume(byte[] user, long install, boolean enrol, long lastSeq, ResumeListener listener) {
        entry().resume(user, install, enrol, lastSeq, listener);
    }

    public void accept(
            byte[] user,
            long install,
            long cseq,
            boolean receipt,
            int toPartition,
            byte[] to,
            DirectBuffer source,
            int payload,
            int payloadLength) {
        entry().accept(user, install, cseq, receipt, toPartition, to, source, payload, payloadLength);
    }

    public void refuse(byte[] user, long install, long cseq, int code) {
        entry().refuse(user, install, cseq, code);
    }

    public void read(byte[] user, long install, long seq) {
        entry().read(user, install, seq);
    }

    public void retire(byte[] user, long install) {
        entry().retire(user, install);
    }

    public void expire(byte[] user, long toSeq) {
        entry().expire(user, toSeq);
    }

    /** The device has everything up to {@code seq}; joins the next entry, or one of its own after the delay. */
    public void ackLater(UserState user, DeviceState device, long seq, long nowNs) {
        if (joinLater.cursor(user, device, seq)) {
            context.agenda().later(this, nowNs + context.cursorDelayNs());
        }
    }

    /**
     * Puts a waiting cursor into the entry now. Before a send of the same device that makes its own copy contiguous, so
     * that it need not be kept.
     */
    public void ackNow(UserState user, DeviceState device) {
        if (JoinLater.cursorNow(entries, user, device)) {
            context.agenda().now(this);
        }
    }

    /** Messages that wait for a partition. */
    public long outboxSize(int to) {
        Outbox box = state.outboxes().find(to);
        return box == null ? 0 : box.size();
    }

    // What other partitions say.

    /** Not taken by a replica that does not lead: the sender asks again, or somebody else. */
    public void onRelay(int from, long firstXseq, int count, DirectBuffer items, int offset, int length) {
        if (leading) {
            intake.take(entries, from, firstXseq, count, items, offset, length);
            context.agenda().now(this);
        }
    }

    public void onRelayAnswer(int from, long xseq, boolean resend, long nowNs) {
        Outbox box = leading ? state.outboxes().find(from) : null;
        if (box == null) {
            return;
        }
        pump.answered(box, xseq, resend, nowNs);
        if (!pump.isIdle()) {
            context.agenda().now(this);
        }
        if (joinLater.trim(box)) {
            context.agenda().later(this, nowNs + context.cursorDelayNs());
        }
    }

    // The pass.

    private EntryBuffer entry() {
        context.agenda().now(this);
        return entries.open();
    }

    private void relay(Outbox box) {
        pump.ready(box);
        context.agenda().now(this);
    }

    /**
     * Proposes what there is to commit.
     *
     * @param nowMs the stamp, unless an earlier entry has a later one
     * @param joinWaiting whether what waits for an entry to join may join this one
     * @return whether there was anything
     */
    public boolean propose(long nowMs, boolean joinWaiting, long nowNs) {
        if (!leading) {
            return false;
        }
        if (joinWaiting && !log.isBusy()) {
            joinLater.join(entries);
        }
        boolean any = false;
        while (!entries.isEmpty() && !log.isBusy()) {
            stampMs = Math.max(nowMs, Math.max(stampMs, state.lastStampMs()));
            EntryBuffer entry = entries.next();
            entry.stamp(stampMs);
            log.propose(entry.buffer(), 0, entry.length());
            context.meter().add(Metric.ENTRY_BYTES, entry.length());
            any = true;
        }
        if (!entries.isEmpty() || joinWaiting && !joinLater.isEmpty()) {
            // There is no room for more yet.
            context.agenda().later(this, nowNs + RETRY_NS);
        }
        return any;
    }

    private void changed() {
        if (changedSinceNs == Long.MAX_VALUE) {
            changedSinceNs = context.agenda().nowNs();
        }
    }

    private void beginToLead(int newTerm) {
        leading = true;
        term = newTerm;
        intake.begin(state);
        state.outboxes().forEach(box -> {
            box.startOver();
            if (box.size() > 0) {
                context.meter().add(Metric.RELAYS_RESENT, box.size());
                relay(box);
            }
        });
        if (!state.limits().equals(context.inboxLimits())) {
            entry().limits(context.inboxLimits());
        }
        context.leadership().onLeading(this, log.applied().generation(), term);
    }

    /** What was not committed may never be; whoever asked for it asks again, here or elsewhere. */
    private void endLeading() {
        leading = false;
        entries.drop();
        joinLater.drop();
        intake.drop();
        pump.drop();
        context.leadership().onLeadershipLost(this);
    }

    /** Relays to partitions of the same loop, and answers them; before the sync. @return how much was done */
    public int relayHere(long nowNs) {
        return relay(nowNs, true);
    }

    /** Relays and answers whatever is left; after the sync. @return how much was done */
    public int relayAway(long nowNs) {
        int done = relay(nowNs, false);
        if (!intake.owesNothing() || !pump.isIdle()) {
            // There is no room; asking again at once would only burn the processor.
            context.agenda().later(this, nowNs + RETRY_NS);
        }
        return done;
    }

    private int relay(long nowNs, boolean onlyHere) {
        int done = pump.isIdle() ? 0 : pump.pump(nowNs, onlyHere);
        return done + intake.answer(context.relay(), state, onlyHere);
    }

    /** Now and then: sends again what was not answered in time. */
    public void tick(long nowNs) {
        if (!leading) {
            return;
        }
        pump.resend(state.outboxes(), nowNs);
        if (!pump.isIdle()) {
            context.agenda().now(this);
        }
    }

    /** Whether nothing waits to be committed. */
    public boolean isQuiet() {
        return entries.isIdle() && joinLater.isEmpty();
    }

    /** Lets what waits go with the next pass. */
    public void hurry() {
        if (!isQuiet() || !intake.owesNothing() || !pump.isIdle()) {
            context.agenda().now(this);
        }
    }

    // Trailing.

    /** Memory of what the engine does not have yet. */
    public long overlayBytes() {
        return overlay.bytes();
    }

    /** Whether no batch may be taken: one is under way, or another state is. */
    public boolean isFreezing() {
        return holdsStill || overlay.isInFlight();
    }

    /** When the oldest change that is in no batch was made, monotonic ns; {@link Long#MAX_VALUE} if there is none. */
    public long changedSinceNs() {
        return changedSinceNs;
    }

    public long logBytes() {
        return log.bytesKept();
    }

    /**
     * The changes since the last freeze, between two entries, to be written to the engine; null if there are none. Not
     * while {@link #isFreezing}, unless the last batch was given {@link #back}.
     */
    public @Nullable StateBatch freeze() {
        StateBatch batch = unsubmitted;
        unsubmitted = null;
        if (batch == null) {
            batch = overlay.freeze(log.applied());
            changedSinceNs = Long.MAX_VALUE;
        }
        return batch;
    }

    /** The batch could not be taken; {@link #freeze} gives it again. */
    public void back(StateBatch batch) {
        unsubmitted = batch;
    }

    public boolean hasUnsubmitted() {
        return unsubmitted != null;
    }

    /** The engine has the batch. */
    public void onWritten(StateBatch batch) {
        overlay.written(batch);
    }

    /** The engine has everything up to the marker for good. */
    public void onFlushed(Marker marker) {
        log.release(marker);
    }

    /** The last entry that its state contains. */
    public Marker applied() {
        return log.applied();
    }

    /** A state that was copied from elsewhere is about to become the engine's: nothing is applied until {@link #replaced}. */
    public void holdStill() {
        holdsStill = true;
        log.holdStill();
    }

    /** The engine has the copied state, up to the marker; what was here is contained in it. */
    public void replaced(Marker marker) {
        overlay = new PartitionOverlay(number, engine);
        state = new PartitionState(overlay, context.partitions(), new Effects());
        unsubmitted = null;
        changedSinceNs = Long.MAX_VALUE;
        holdsStill = false;
        log.stateInstalled(marker);
    }

    /** Drops idle users from memory. @return users that stay */
    public int sweepUsers(int slots) {
        state.users().sweep(slots);
        return state.users().size();
    }

    /**
     * Looks through all users for messages that are too old and devices that stayed away, and puts what is to be done
     * about them into the next entry.
     *
     * @return whether something was left for the next time
     */
    public boolean keepHouse(long oldestStampMs, long lastSeenMs) {
        return leading && new Housekeeping(this, overlay, oldestStampMs, lastSeenMs).run();
    }

    @Nullable
    UserState findUser(byte[] user) {
        return findUser(user, UserHash.of(user));
    }

    /** Messages and receipts that wait for any partition. */
    public long outboxItems() {
        long[] sum = new long[1];
        state.outboxes().forEach(box -> sum[0] += box.size());
        return sum[0];
    }

    /** What its state says, as text: replicas at the same entry say the same. Reads all of it. */
    public String digest() {
        return log.applied() + " " + Long.toHexString(PartitionDigest.of(overlay, state.users(), state.outboxes()));
    }

    @Override
    public String toString() {
        return "partition " + number + " at " + log.applied() + ", taken " + intake;
    }

    private final class Replica implements ReplicaListener {
        @Override
        public void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {
            changed();
            EntryBuffer mine = proposedHere ? entries.heard(length) : null;
            state.apply(entry, offset, length, mine == null || !leading ? null : mine.resumes());
            if (mine != null) {
                entries.done(mine);
                context.meter().add(Metric.ENTRIES_COMMITTED, 1);
            }
        }

        @Override
        public void onTermStarted(long index) {
            changed();
        }

        @Override
        public void onLeading(int term) {
            beginToLead(term);
        }

        @Override
        public void onLeadershipLost() {
            endLeading();
        }

        @Override
        public void onLeader(int term, int node) {
            context.leadership().onLeader(DeliveryPartition.this, log.applied().generation(), term, node);
        }

        @Override
        public void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {
            entries.returned();
        }

        @Override
        public void onStateNeeded(Marker atLeast, int node) {
            context.leadership().onStateNeeded(DeliveryPartition.this, atLeast, node);
        }
    }

    private final class Effects implements PartitionEffects {
        @Override
        public void onOutboxGrown(Outbox box) {
            if (leading) {
                relay(box);
            }
        }

        @Override
        public void onTaken(int from) {
            if (leading) {
                intake.applied(from);
                context.agenda().now(DeliveryPartition.this);
            }
        }

        @Override
        public void onAccepted() {
            context.meter().add(Metric.MESSAGES_ACCEPTED, 1);
        }

        @Override
        public void onRelayed() {
            context.meter().add(Metric.MESSAGES_TAKEN, 1);
        }

        @Override
        public void onRetired() {
            context.meter().add(Metric.DEVICES_RETIRED, 1);
        }
    }
}
