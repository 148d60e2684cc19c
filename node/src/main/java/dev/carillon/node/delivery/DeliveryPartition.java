package dev.carillon.node.delivery;

import dev.carillon.node.cluster.GenerationSeal;
import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.replication.PartitionLog;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngine;
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
public final class DeliveryPartition extends PartitionReplica {
    /** Time until a log or a loop that had no room is asked again. */
    private static final long RETRY_NS = 1_000_000;

    private final LoopContext context;
    private PartitionState state;
    private EntryPipeline entries;
    private final JoinLater joinLater = new JoinLater();
    private final RelayPump pump;
    private final RelayIntake intake;
    private final UnsafeBuffer nameBuffer = new UnsafeBuffer(0, 0);
    private long stampMs;

    /** A backup's pin was seen while leading: no trim is asked for until it ends. */
    private boolean trimsHeld;

    /** In the loop's agenda for the coming pass. */
    boolean due;

    /** In the loop's agenda among those that wait. */
    boolean waiting;

    /** The only generation of a partition that never moves. */
    public DeliveryPartition(int number, StateEngine engine, LoopContext context) {
        this(number, 1, false, engine, context);
    }

    /** @param following see {@link PartitionReplica#isFollowing} */
    public DeliveryPartition(int number, long generation, boolean following, StateEngine engine, LoopContext context) {
        super(number, generation, engine, context.replication(), context.agenda()::nowNs);
        this.context = context;
        this.pump = new RelayPump(number, context.relay(), context.meter());
        this.state = newState();
        this.intake = new RelayIntake(number, context.partitions().count());
        this.entries = new EntryPipeline(context.entries());
        open(following, engine.marker(number));
    }

    private PartitionState newState() {
        return new PartitionState(overlay(), context.partitions(), new Effects(), context.newestFormat());
    }

    @Override
    public boolean handOver(int node) {
        boolean asked = super.handOver(node);
        context.meter().add(Metric.LEADERSHIPS_OFFERED, asked ? 1 : 0);
        return asked;
    }

    @Override
    public GenerationSeal seal() {
        return state.seal();
    }

    @Override
    public void propose(int attempt, boolean abort) {
        if (isLeading()) {
            entry().seal(attempt, abort);
        }
    }

    @Override
    protected void fork(int attempt) {
        EntryBuffer last = new EntryBuffer();
        last.fork(attempt);
        last.stamp(state.lastStampMs());
        log().append(last.buffer(), 0, last.length());
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

    /** Keeps outboxes from being trimmed for a while, for a backup; 0 ms ends it. See {@link OutboxPin}. */
    public void pin(long backup, long forMs) {
        entry().pin(backup, forMs);
    }

    /** As of the last applied entry. */
    public OutboxPin pin() {
        return state.pin();
    }

    /** What its sequences count in, from 1; one more with every restore and every recovery. */
    public long history() {
        return state.history();
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

    /** Messages that a partition has not answered for; what is only kept for a backup does not count. */
    public long outboxSize(int to) {
        Outbox box = state.outboxes().find(to);
        return box == null ? 0 : box.last() - box.answered;
    }

    // What other partitions say.

    /** Not taken by a replica that does not lead: the sender asks again, or somebody else, or is asked once it leads. */
    public void onRelay(int from, RelayBatch batch) {
        if (isLeading()) {
            intake.take(entries, from, batch);
            context.agenda().now(this);
        } else {
            intake.missed(from);
        }
    }

    public void onRelayWord(int from, RelayWord word, long nowNs) {
        if (!isLeading()) {
            return;
        }
        if (word.kind() == RelayWord.Kind.FORKED) {
            intake.forked(entries, from, word);
            context.agenda().now(this);
            return;
        }
        Outbox box = state.outboxes().find(from);
        if (box != null && mayCount(box, word, nowNs)) {
            answered(box, word, nowNs);
        }
    }

    /** Whether an answer speaks of what both sides have now; if not, what is needed for that is begun. */
    private boolean mayCount(Outbox box, RelayWord word, long nowNs) {
        if (word.history() > box.recipientAsked) {
            box.recipientAsked = word.history();
            entry().outboxHistory(box.to, word.history());
        }
        if (word.known() < state.history() && word.history() >= box.recipientHistory) {
            pump.behind(box, word.known(), nowNs);
            context.agenda().now(this);
        }
        return word.history() == box.recipientHistory && word.known() == state.history();
    }

    private void answered(Outbox box, RelayWord word, long nowNs) {
        pump.answered(box, word.xseq(), word.kind() == RelayWord.Kind.RESEND, nowNs);
        if (!pump.isIdle()) {
            context.agenda().now(this);
        }
        if (!trimsHeld && joinLater.trim(box)) {
            context.agenda().later(this, nowNs + context.cursorDelayNs());
        }
    }

    /** What was kept for a backup goes. */
    private void trimAgain(long nowNs) {
        trimsHeld = false;
        state.outboxes().forEach(box -> {
            if (joinLater.trim(box)) {
                context.agenda().later(this, nowNs + context.cursorDelayNs());
            }
        });
    }

    // The pass.

    private EntryBuffer entry() {
        context.agenda().now(this);
        return entries.open();
    }

    /** As if nothing of what is kept had been sent. */
    private void relayAll(Outbox box) {
        box.startOver();
        if (box.size() > 0) {
            context.meter().add(Metric.RELAYS_RESENT, box.size());
            relay(box);
        }
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
        if (!isLeading()) {
            return false;
        }
        PartitionLog log = log();
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

    @Override
    protected void onLeading(int newTerm) {
        intake.begin(state);
        if (!intake.owesNothing()) {
            context.agenda().now(this);
        }
        trimsHeld = state.pin().isHeld(state.lastStampMs());
        state.outboxes().forEach(this::relayAll);
        if (!state.limits().equals(context.inboxLimits())) {
            entry().limits(context.inboxLimits());
        }
        context.leadership().onLeading(this, generation(), newTerm);
    }

    /** What was not committed may never be; whoever asked for it asks again, here or elsewhere. */
    @Override
    protected void onLeadershipLost() {
        entries.drop();
        joinLater.drop();
        intake.drop();
        pump.drop();
        context.leadership().onLeadershipLost(this);
    }

    @Override
    protected void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {
        EntryBuffer mine = proposedHere ? entries.heard(length) : null;
        if (!isSealed() || PartitionState.isFork(entry, offset)) {
            state.apply(
                    generation(), index, entry, offset, length, mine == null || !isLeading() ? null : mine.resumes());
        }
        if (mine != null) {
            entries.done(mine);
            context.meter().add(Metric.ENTRIES_COMMITTED, 1);
        }
    }

    @Override
    protected void onLeader(int newTerm, int node) {
        context.leadership().onLeader(this, generation(), newTerm, node);
    }

    @Override
    protected void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit) {
        entries.returned();
    }

    @Override
    protected void onStateNeeded(Marker atLeast, int node) {
        context.leadership().onStateNeeded(this, atLeast, node);
    }

    @Override
    protected void onStateReplaced() {
        state = newState();
    }

    @Override
    protected void onGeneration() {
        entries.forget();
        entries = new EntryPipeline(context.entries());
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
        int done = pump.isIdle() ? 0 : pump.pump(state.history(), nowNs, onlyHere);
        return done + intake.answer(context.relay(), state, onlyHere);
    }

    /** Now and then: sends again what was not answered in time, and trims outboxes that a backup has let go of. */
    public void tick(long nowMs, long nowNs) {
        if (!isLeading()) {
            return;
        }
        if (trimsHeld && !state.pin().isHeld(nowMs)) {
            trimAgain(nowNs);
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
        return isLeading() && new Housekeeping(this, overlay(), oldestStampMs, lastSeenMs).run();
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
        return applied() + " " + Long.toHexString(PartitionDigest.of(overlay(), state.users(), state.outboxes()));
    }

    @Override
    public String toString() {
        return "partition " + number() + " at " + applied() + ", taken " + intake;
    }

    private final class Effects implements PartitionEffects {
        @Override
        public void onOutboxGrown(Outbox box) {
            if (isLeading()) {
                relay(box);
            }
        }

        @Override
        public void onTaken(int from) {
            if (isLeading()) {
                intake.applied(from);
                context.agenda().now(DeliveryPartition.this);
            }
        }

        @Override
        public void onRelayForked(int from) {
            if (isLeading()) {
                intake.forkApplied(from);
                context.agenda().now(DeliveryPartition.this);
            }
        }

        @Override
        public void onRelayLost(int from, long firstXseq, long lastXseq) {
            if (isLeading()) {
                context.meter().add(Metric.ALARMS_RELAYS_LOST, lastXseq - firstXseq + 1);
                context.alarms()
                        .accept("Messages and receipts " + firstXseq + " to " + lastXseq + " from partition " + from
                                + " to partition " + number() + " are lost: partition " + number()
                                + " had taken them in a history that is over, and partition " + from
                                + " has let go of them.");
            }
        }

        @Override
        public void onOutboxHistory(Outbox box) {
            if (isLeading()) {
                relayAll(box);
            }
        }

        @Override
        public void onSealed() {
            context.leadership().onSealed(DeliveryPartition.this, generation());
            sealed();
        }

        @Override
        public void onPin() {
            if (isLeading()) {
                trimsHeld = state.pin().isHeld(state.lastStampMs());
                if (!trimsHeld) {
                    trimAgain(context.agenda().nowNs());
                }
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
