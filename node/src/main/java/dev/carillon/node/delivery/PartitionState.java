package dev.carillon.node.delivery;

import dev.carillon.node.cluster.GenerationSeal;
import dev.carillon.protocol.ErrorCode;
import dev.carillon.ring.Partitions;
import dev.carillon.ring.UserHash;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.Queue;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The state of a partition. {@link #apply} is its only writer and its only judge: what it says of an operation is what
 * clients are told, and it says the same on every replay.
 *
 * <p>A send is accepted only if its cseq is the device's high-water + 1; a lower one is answered with what was decided
 * then, a higher one names what is missing. Relayed items are taken only in the order of their xseq, each once.
 */
final class PartitionState {
    private static final Queue<ResumeListener> NOBODY = new java.util.ArrayDeque<>(0);

    private final int partition;
    private final PartitionOverlay overlay;
    private final PartitionEffects effects;
    private final PartitionHead head;
    private final RelayMarks marks;
    private final UserTable users;
    private final Outboxes outboxes;
    private final Receipts receipts;
    private final Inboxes inboxes;
    private final int newestFormat;

    // Of the entry being applied.
    private long stampMs;
    private long generation;
    private long index;
    private Queue<ResumeListener> resumes = NOBODY;

    // Of the last send in it, for those that follow.
    private @Nullable UserState sender;
    private @Nullable DeviceState senderDevice;
    private long sentCseq;
    private int sentTo;
    private int sentToPartition;

    /** @param newestFormat that may come */
    PartitionState(PartitionOverlay overlay, Partitions partitions, PartitionEffects effects, int newestFormat) {
        this.newestFormat = newestFormat;
        this.partition = overlay.partition();
        this.overlay = overlay;
        this.effects = effects;
        this.head = PartitionHead.load(overlay);
        this.marks = RelayMarks.load(overlay, partitions.count());
        this.users = new UserTable(overlay);
        this.outboxes = new Outboxes(overlay, partitions, head.history, effects::onOutboxGrown);
        this.receipts = new Receipts(outboxes);
        this.inboxes = new Inboxes(receipts);
    }

    Outboxes outboxes() {
        return outboxes;
    }

    UserTable users() {
        return users;
    }

    long lastStampMs() {
        return head.lastStampMs;
    }

    InboxLimits limits() {
        return head.limits;
    }

    GenerationSeal seal() {
        return head.seal;
    }

    OutboxPin pin() {
        return head.pin;
    }

    long history() {
        return head.history;
    }

    long taken(int from) {
        return marks.taken(from);
    }

    /** The history of another partition that {@link #taken} counts in. */
    long relayHistory(int from) {
        return marks.history(from);
    }

    /** Whether an entry is a fork, which counts in a sealed generation, too. */
    static boolean isFork(DirectBuffer b, int offset) {
        return b.getByte(offset + EntryBuffer.HEADER) == OpType.FORK;
    }

    /**
     * Applies an entry of a generation that is not sealed, or a fork; {@code waiting} hears what came of its RESUMEs, in
     * order, if it was proposed here.
     */
    void apply(
            long inGeneration,
            long atIndex,
            DirectBuffer b,
            int offset,
            int length,
            @Nullable Queue<ResumeListener> waiting) {
        Versions.check("log", b.getByte(offset), newestFormat);
        stampMs = Bytes.getLong(b, offset + 1);
        resumes = waiting == null ? NOBODY : waiting;
        generation = inGeneration;
        index = atIndex;
        head.lastStampMs = Math.max(head.lastStampMs, stampMs);
        head.seal.heard(index, b, offset, length);
        overlay.dirty(head);
        int at = offset + EntryBuffer.HEADER;
        int end = offset + length;
        if (isFork(b, offset)) {
            at = operation(b, at);
        }
        while (at < end && !head.seal.isSealed(generation)) {
            at = operation(b, at);
        }
        resumes = NOBODY;
        sender = null;
        senderDevice = null;
    }

    /** @return where the next operation begins */
    private int operation(DirectBuffer b, int op) {
        int at = op + 1;
        return switch (b.getByte(op)) {
            case OpType.RESUME -> resume(b, at);
            case OpType.ACCEPT -> accept(b, at);
            case OpType.ACCEPT_NEXT -> acceptNext(b, at);
            case OpType.REFUSE -> refuse(b, at);
            case OpType.RELAY_IN -> relayIn(b, at);
            case OpType.ACK -> ack(b, at);
            case OpType.READ -> read(b, at);
            case OpType.RETIRE -> retire(b, at);
            case OpType.EXPIRE -> expire(b, at);
            case OpType.OUTBOX_TRIM -> outboxTrim(b, at);
            case OpType.LIMITS -> limits(b, at);
            case OpType.SEAL -> seal(b, at);
            case OpType.ABORT -> abort(b, at);
            case OpType.PIN -> pin(b, at);
            case OpType.FORK -> fork(b, at);
            case OpType.RELAY_FORK -> relayFork(b, at);
            case OpType.RELAY_LOST -> relayLost(b, at);
            case OpType.OUTBOX_HISTORY -> outboxHistory(b, at);
            default ->
                throw new CorruptStorageException("An entry of partition " + partition + " has an operation of type "
                        + b.getByte(op) + ", which this Carillon does not know. Nothing was changed. Start the version"
                        + " that wrote this folder.");
        };
    }

    private @Nullable UserState user(DirectBuffer b, int name) {
        int length = Bytes.getByte(b, name);
        return users.find(b, name + 1, length, UserHash.of(b, name + 1, length));
    }

    private UserState userOrNew(DirectBuffer b, int name) {
        UserState user = user(b, name);
        if (user == null) {
            byte[] bytes = Bytes.getName(b, name);
            user = UserState.create(overlay, bytes, UserHash.of(bytes), head.nextUser++);
            users.add(user);
            overlay.dirty(user);
        }
        return user;
    }

    private int resume(DirectBuffer b, int name) {
        int at = Bytes.skipName(b, name);
        long install = Bytes.getLong(b, at);
        boolean enrol = b.getByte(at + 8) == 1;
        long lastSeq = Bytes.getLong(b, at + 9);
        ResumeListener waiting = resumes.poll();
        UserState user = user(b, name);
        ErrorCode refused = Devices.judge(user, install, enrol, lastSeq, head.limits);
        if (refused != null) {
            if (waiting != null) {
                waiting.onResumeRefused(refused);
            }
            return at + 17;
        }
        user = userOrNew(b, name);
        DeviceState device = user.device(install);
        boolean enrolled = device == null;
        if (device == null) {
            device = new DeviceState(install);
            device.cursor = user.inbox.first() - 1;
            device.said = device.cursor;
            user.addDevice(device);
        }
        takeOver(user, device, lastSeq);
        overlay.dirty(user);
        if (waiting != null && !waiting.isOver()) {
            connect(waiting, user, device, enrolled);
        }
        return at + 17;
    }

    private static void connect(ResumeListener waiting, UserState user, DeviceState device, boolean enrolled) {
        DeviceListener connected = device.listener;
        if (connected != null && waiting.number().isBefore(connected.number())) {
            waiting.onResumeRefused(ErrorCode.REPLACED);
            return;
        }
        if (connected != null) {
            connected.onReplaced();
        }
        device.listener = null;
        device.askAnew();
        waiting.onResumed(user, device, enrolled);
    }

    private int accept(DirectBuffer b, int name) {
        int at = Bytes.skipName(b, name);
        long install = Bytes.getLong(b, at);
        sentCseq = Bytes.getLong(b, at + 8);
        int detail = b.getByte(at + 16);
        sentToPartition = Bytes.getInt(b, at + 17);
        sentTo = at + 21;
        sender = user(b, name);
        senderDevice = sender == null ? null : sender.device(install);
        return accept(b, detail, Bytes.skipName(b, sentTo));
    }

    /** A send behind another one of the same device to the same user. */
    private int acceptNext(DirectBuffer b, int at) {
        sentCseq++;
        return accept(b, b.getByte(at), at + 1);
    }

    /** @param payloadSize where the payload's length is */
    private int accept(DirectBuffer b, int detail, int payloadSize) {
        int payload = payloadSize + 2;
        int payloadLength = Bytes.getShort(b, payloadSize);
        UserState user = sender;
        DeviceState device = senderDevice;
        long cseq = sentCseq;
        int to = sentTo;
        if (user != null && device != null && isNext(device, cseq, payloadLength)) {
            device.cseqHigh = cseq;
            overlay.dirty(user);
            long seq = inboxes.own(user, device, cseq, stampMs, detail, head.limits, b, to, payload, payloadLength);
            // The own copy is the delivery of a message to oneself.
            if (!Bytes.nameEquals(b, to, user.name)) {
                outboxes.message(
                        sentToPartition,
                        user.name,
                        device.install,
                        cseq,
                        stampMs,
                        detail,
                        b,
                        to,
                        payload,
                        payloadLength);
            }
            effects.onAccepted();
            if (device.listener != null) {
                device.listener.onAccepted(cseq, seq, payloadLength);
            }
            tellOthers(user, device);
        }
        return payload + payloadLength;
    }

    private int refuse(DirectBuffer b, int name) {
        int at = Bytes.skipName(b, name);
        UserState user = user(b, name);
        DeviceState device = user == null ? null : user.device(Bytes.getLong(b, at));
        long cseq = Bytes.getLong(b, at + 8);
        if (user != null && device != null && isNext(device, cseq, 0)) {
            int code = Bytes.getByte(b, at + 16);
            device.cseqHigh = cseq;
            device.refused(cseq, code);
            overlay.dirty(user);
            if (device.listener != null) {
                device.listener.onRefused(cseq, code);
            }
        }
        return at + 17;
    }

    /** Whether a send is the one expected of its device; if not, the device hears what is the matter. */
    private static boolean isNext(DeviceState device, long cseq, int payloadLength) {
        if (cseq == device.cseqHigh + 1) {
            return true;
        }
        DeviceListener listener = device.listener;
        if (listener != null && cseq <= device.cseqHigh) {
            listener.onDuplicate(cseq, device.refusal(cseq), payloadLength);
        } else if (listener != null) {
            listener.onGap(device.cseqHigh + 1, payloadLength);
        }
        return false;
    }

    private int relayIn(DirectBuffer b, int at) {
        int from = Bytes.getInt(b, at);
        long xseq = Bytes.getLong(b, at + 4);
        int end = at + 20 + Bytes.getInt(b, at + 16);
        for (int item = at + 20; item < end; xseq++) {
            int length = Bytes.getInt(b, item);
            if (xseq == marks.taken(from) + 1) {
                marks.take(from, xseq);
                relayed(b, item + 4, length);
            }
            item += 4 + length;
        }
        overlay.dirty(marks);
        effects.onTaken(from);
        return end;
    }

    private int relayFork(DirectBuffer b, int at) {
        int from = Bytes.getInt(b, at);
        long history = Bytes.getLong(b, at + 4);
        if (marks.history(from) == Bytes.getLong(b, at + 12) && history > marks.history(from)) {
            marks.forked(from, history, Bytes.getLong(b, at + 20));
            overlay.dirty(marks);
        }
        effects.onRelayForked(from);
        return at + 28;
    }

    private int relayLost(DirectBuffer b, int at) {
        int from = Bytes.getInt(b, at);
        long last = Bytes.getLong(b, at + 4) - 1;
        if (last > marks.taken(from)) {
            effects.onRelayLost(from, marks.taken(from) + 1, last);
            marks.take(from, last);
            overlay.dirty(marks);
        }
        return at + 12;
    }

    private int outboxHistory(DirectBuffer b, int at) {
        Outbox box = outboxes.to(Bytes.getInt(b, at));
        long history = Bytes.getLong(b, at + 4);
        if (history > box.recipientHistory) {
            box.recipientHistory = history;
            overlay.dirty(box);
            effects.onOutboxHistory(box);
        }
        return at + 12;
    }

    private void relayed(DirectBuffer b, int item, int length) {
        UserState user = userOrNew(b, OutboxItem.to(item));
        inboxes.relayed(user, head.limits, stampMs, b, item, length);
        overlay.dirty(user);
        effects.onRelayed();
        tellOthers(user, null);
    }

    private int ack(DirectBuffer b, int name) {
        int at = Bytes.skipName(b, name);
        UserState user = user(b, name);
        DeviceState device = user == null ? null : user.device(Bytes.getLong(b, at));
        if (user != null && device != null) {
            takeOver(user, device, Bytes.getLong(b, at + 8));
            overlay.dirty(user);
        }
        return at + 16;
    }

    /** Cursors never go back and never pass the head. */
    private void takeOver(UserState user, DeviceState device, long seq) {
        device.lastSeenMs = stampMs;
        if (seq > user.head()) {
            return;
        }
        device.said = Math.max(device.said, seq);
        if (seq > device.cursor) {
            receipts.delivered(user, seq, stampMs);
            device.cursor = seq;
            inboxes.passOwn(user, device);
            inboxes.trimAcked(user);
        }
    }

    private int read(DirectBuffer b, int name) {
        int at = Bytes.skipName(b, name);
        UserState user = user(b, name);
        if (user != null && user.device(Bytes.getLong(b, at)) != null) {
            receipts.read(user, Bytes.getLong(b, at + 8), stampMs);
            overlay.dirty(user);
        }
        return at + 16;
    }

    private int retire(DirectBuffer b, int name) {
        int at = Bytes.skipName(b, name);
        UserState user = user(b, name);
        DeviceState device = user == null ? null : user.device(Bytes.getLong(b, at));
        if (user != null && device != null) {
            user.retire(device.install);
            effects.onRetired();
            inboxes.trimAcked(user);
            overlay.dirty(user);
            if (device.listener != null) {
                device.listener.onRetired();
            }
        }
        return at + 8;
    }

    private int expire(DirectBuffer b, int name) {
        int at = Bytes.skipName(b, name);
        UserState user = user(b, name);
        if (user != null) {
            inboxes.expire(user, Bytes.getLong(b, at), stampMs);
            overlay.dirty(user);
            tellOthers(user, null);
        }
        return at + 8;
    }

    private int outboxTrim(DirectBuffer b, int at) {
        if (head.pin.isHeld(stampMs)) {
            return at + 12;
        }
        Outbox box = outboxes.to(Bytes.getInt(b, at));
        long xseq = Math.min(Bytes.getLong(b, at + 4), box.last());
        box.queue.trim(xseq + 1);
        overlay.dirty(box);
        return at + 12;
    }

    private int limits(DirectBuffer b, int at) {
        head.limits = InboxLimits.decode(b, at);
        return at + InboxLimits.LENGTH;
    }

    private int pin(DirectBuffer b, int at) {
        head.pin = head.pin.asked(Bytes.getLong(b, at), Bytes.getLong(b, at + 8), stampMs);
        effects.onPin();
        return at + 16;
    }

    private int seal(DirectBuffer b, int at) {
        if (head.seal.seal(Bytes.getInt(b, at), generation, index)) {
            effects.onSealed();
        }
        return at + Integer.BYTES;
    }

    /** What was acked and is not here is gone: what follows must not be taken for it, nor it for what follows. */
    private int fork(DirectBuffer b, int at) {
        head.seal.fork(Bytes.getInt(b, at), generation, index);
        head.history++;
        head.pin = OutboxPin.NONE;
        outboxes.fork(head.history);
        effects.onSealed();
        return at + Integer.BYTES;
    }

    private int abort(DirectBuffer b, int at) {
        head.seal.abort(Bytes.getInt(b, at), generation);
        return at + Integer.BYTES;
    }

    private static void tellOthers(UserState user, @Nullable DeviceState but) {
        for (DeviceState device : user.devices) {
            if (device != but && device.listener != null) {
                device.listener.onInboxChanged();
            }
        }
    }
}
