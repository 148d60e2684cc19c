package dev.carillon.node.delivery;

import dev.carillon.node.replication.PartitionLog;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.IntArrayList;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A partition as its leader runs it: collects the operations of a pass in one entry, has it committed, applies it, and
 * then relays and answers. Everything durable goes the one way: operation, entry, commit, apply.
 *
 * <p>Runs on the partition's loop; one pass is {@code resume, accept, …} by sessions and {@code onRelay}, then, in
 * rounds, {@link #propose}, the loop's commit and {@link #relayHere}, then the loop's sync, then {@link #relayAway}.
 */
public final class DeliveryPartition {
    /** Time until a log or a loop that had no room is asked again. */
    private static final long RETRY_NS = 1_000_000;

    private static final byte ANSWER = 1;
    private static final byte ANSWER_RESEND = 2;

    private final int number;
    private final LoopContext context;
    private final PartitionOverlay overlay;
    private final PartitionState state;
    private final PartitionLog log;
    private final RelayPump pump;
    private final UnsafeBuffer nameBuffer = new UnsafeBuffer(0, 0);

    private EntryBuffer pending;
    private @Nullable EntryBuffer proposed;
    private long proposedStampMs;
    private boolean started;

    /** Devices whose cursors wait to join an entry, and their users. */
    private final List<DeviceState> cursors = new ArrayList<>();

    private final List<UserState> cursorUsers = new ArrayList<>();
    private final List<Outbox> trims = new ArrayList<>();

    /** In the loop's agenda for the coming pass. */
    boolean due;

    /** In the loop's agenda among those that wait. */
    boolean waiting;

    /** Highest xseq of each partition that is in an entry, committed or not. */
    private final long[] received;

    private final byte[] answers;
    private final IntArrayList answersDue = new IntArrayList();

    private long changedSinceNs = Long.MAX_VALUE;
    private @Nullable StateBatch unsubmitted;

    public DeliveryPartition(int number, StateEngine engine, LoopContext context) {
        this.number = number;
        this.context = context;
        this.overlay = new PartitionOverlay(number, engine);
        this.pump = new RelayPump(number, context.relay(), context.meter());
        this.state = new PartitionState(overlay, context.partitions(), new Effects());
        this.log = context.replication().open(number, engine.marker(number), this::onCommitted);
        this.received = new long[context.partitions().count()];
        this.answers = new byte[context.partitions().count()];
        this.pending = context.entries().take();
    }

    public int number() {
        return number;
    }

    /** After recovery: begins to lead. What was not answered before the start is sent again. */
    public void start(long nowNs) {
        started = true;
        for (int from = 0; from < received.length; from++) {
            received[from] = state.taken(from);
        }
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
        changedSinceNs = nowNs;
    }

    // What sessions ask for.

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
        if (seq <= device.cursorAsked) {
            return;
        }
        device.cursorAsked = seq;
        if (!device.cursorWaits) {
            device.cursorWaits = true;
            cursors.add(device);
            cursorUsers.add(user);
            context.agenda().later(this, nowNs + context.cursorDelayNs());
        }
    }

    /**
     * Puts a waiting cursor into the entry now. Before a send of the same device that makes its own copy contiguous, so
     * that it need not be kept.
     */
    public void ackNow(UserState user, DeviceState device) {
        if (device.cursorAsked > device.cursorWritten) {
            device.cursorWritten = device.cursorAsked;
            entry().ack(user.name, device.install, device.cursorAsked);
        }
    }

    /** Messages that wait for a partition. */
    public long outboxSize(int to) {
        Outbox box = state.outboxes().find(to);
        return box == null ? 0 : box.size();
    }

    // What other partitions say.

    public void onRelay(int from, long firstXseq, int count, DirectBuffer items, int offset, int length) {
        long expected = received[from] + 1;
        if (firstXseq > expected) {
            answer(from, ANSWER_RESEND);
            return;
        }
        if (firstXseq + count <= expected) {
            answer(from, ANSWER);
            return;
        }
        int at = offset;
        for (long xseq = firstXseq; xseq < expected; xseq++) {
            at += 4 + Bytes.getInt(items, at);
        }
        int taken = (int) (expected - firstXseq);
        entry().relayIn(from, expected, count - taken, items, at, length - (at - offset));
        received[from] = firstXseq + count - 1;
    }

    public void onRelayAnswer(int from, long xseq, boolean resend, long nowNs) {
        Outbox box = state.outboxes().find(from);
        if (box == null) {
            return;
        }
        pump.answered(box, xseq, resend, nowNs);
        if (!pump.isIdle()) {
            context.agenda().now(this);
        }
        if (box.answered > box.trimAsked) {
            if (!box.trimWaits) {
                box.trimWaits = true;
                trims.add(box);
                context.agenda().later(this, nowNs + context.cursorDelayNs());
            }
            box.trimAsked = box.answered;
        }
    }

    private void answer(int from, byte kind) {
        if (answers[from] == 0) {
            answersDue.addInt(from);
            context.agenda().now(this);
        }
        answers[from] = (byte) Math.max(answers[from], kind);
    }

    // The pass.

    private EntryBuffer entry() {
        context.agenda().now(this);
        return pending;
    }

    private void relay(Outbox box) {
        pump.ready(box);
        context.agenda().now(this);
    }

    /**
     * Proposes an entry, if there is anything to commit.
     *
     * @param joinWaiting whether what waits for an entry to join may join this one
     * @return whether it did
     */
    public boolean propose(long stampMs, boolean joinWaiting, long nowNs) {
        if (log.isBusy()) {
            // There is no room yet for the entry before.
            context.agenda().later(this, nowNs + RETRY_NS);
            return false;
        }
        if (joinWaiting) {
            joinWaiting();
        }
        if (pending.isEmpty()) {
            return false;
        }
        proposedStampMs = Math.max(stampMs, Math.max(proposedStampMs, state.lastStampMs()));
        pending.stamp(proposedStampMs);
        EntryBuffer entry = pending;
        proposed = entry;
        pending = context.entries().take();
        log.propose(entry.buffer(), 0, entry.length());
        context.meter().add(Metric.ENTRY_BYTES, entry.length());
        if (changedSinceNs == Long.MAX_VALUE) {
            changedSinceNs = nowNs;
        }
        return true;
    }

    private void joinWaiting() {
        for (int i = 0; i < cursors.size(); i++) {
            DeviceState device = cursors.get(i);
            device.cursorWaits = false;
            ackNow(cursorUsers.get(i), device);
        }
        cursors.clear();
        cursorUsers.clear();
        for (Outbox box : trims) {
            box.trimWaits = false;
            entry().outboxTrim(box.to, box.trimAsked);
        }
        trims.clear();
    }

    private void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere) {
        EntryBuffer mine = proposedHere ? proposed : null;
        state.apply(entry, offset, length, mine == null ? null : mine.resumes());
        if (mine != null) {
            proposed = null;
            context.entries().give(mine);
            context.meter().add(Metric.ENTRIES_COMMITTED, 1);
        }
    }

    /** Relays to partitions of the same loop, and answers them; before the sync. @return how much was done */
    public int relayHere(long nowNs) {
        return relay(nowNs, true);
    }

    /** Relays and answers whatever is left; after the sync. @return how much was done */
    public int relayAway(long nowNs) {
        int done = relay(nowNs, false);
        if (!answersDue.isEmpty() || !pump.isIdle()) {
            // There is no room; asking again at once would only burn the processor.
            context.agenda().later(this, nowNs + RETRY_NS);
        }
        return done;
    }

    private int relay(long nowNs, boolean onlyHere) {
        int done = pump.isIdle() ? 0 : pump.pump(nowNs, onlyHere);
        RelayTransport relay = context.relay();
        int kept = 0;
        for (int i = 0; i < answersDue.size(); i++) {
            int to = answersDue.getInt(i);
            if ((!onlyHere || relay.isHere(to))
                    && relay.answer(number, to, state.taken(to), answers[to] == ANSWER_RESEND)) {
                answers[to] = 0;
                done++;
            } else {
                answersDue.setInt(kept++, to);
            }
        }
        while (answersDue.size() > kept) {
            answersDue.removeAt(answersDue.size() - 1);
        }
        return done;
    }

    /** Now and then: sends again what was not answered in time. */
    public void tick(long nowNs) {
        pump.resend(state.outboxes(), nowNs);
        if (!pump.isIdle()) {
            context.agenda().now(this);
        }
    }

    /** Whether nothing waits to be committed. */
    public boolean isQuiet() {
        return pending.isEmpty() && proposed == null && cursors.isEmpty() && trims.isEmpty();
    }

    /** Lets what waits go with the next pass. */
    public void hurry() {
        if (!isQuiet() || !answersDue.isEmpty() || !pump.isIdle()) {
            context.agenda().now(this);
        }
    }

    // Trailing.

    /** Memory of what the engine does not have yet. */
    public long overlayBytes() {
        return overlay.bytes();
    }

    public boolean isFreezing() {
        return overlay.isInFlight();
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
        return new Housekeeping(this, overlay, oldestStampMs, lastSeenMs).run();
    }

    @Nullable
    UserState findUser(byte[] user) {
        return findUser(user, UserHash.of(user));
    }

    @Override
    public String toString() {
        return "partition " + number + " at " + log.applied() + ", taken " + Arrays.toString(received);
    }

    private final class Effects implements PartitionEffects {
        @Override
        public void onOutboxGrown(Outbox box) {
            if (started) {
                relay(box);
            }
        }

        @Override
        public void onTaken(int from) {
            if (started) {
                answer(from, ANSWER);
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
