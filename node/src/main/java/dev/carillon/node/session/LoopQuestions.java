package dev.carillon.node.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.node.cluster.MetaPartition;
import dev.carillon.node.delivery.DeliveryPartition;
import dev.carillon.node.delivery.DeviceState;
import dev.carillon.node.delivery.InboxItem;
import dev.carillon.node.delivery.UserState;
import dev.carillon.protocol.FailureReason;
import dev.carillon.protocol.ReceiptKind;
import dev.carillon.storage.Marker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What operators ask of a loop: its partitions and sessions belong to it alone, so it answers itself, between two passes.
 * Questions come from any thread, answers are given on the loop.
 */
final class LoopQuestions {
    /** Questions that wait; an operator's next one is refused. */
    static final int WAITING_MAX = 64;

    /** Items that one question gives up: each may cause a receipt, and the loop does nothing else meanwhile. */
    static final int PURGED_MAX = 256;

    /** When a device whose connection was ended may come back. */
    private static final long KICKED_AFTER_MS = 1_000;

    private static final long KICKED_JITTER_MS = 1_000;

    private final ManyToOneConcurrentArrayQueue<Runnable> waiting = new ManyToOneConcurrentArrayQueue<>(WAITING_MAX);
    private final PartitionSet partitions;
    private final SessionTable sessions;
    private final StateStops stops;
    private final Runnable wake;

    LoopQuestions(PartitionSet partitions, SessionTable sessions, StateStops stops, Runnable wake) {
        this.partitions = partitions;
        this.sessions = sessions;
        this.stops = stops;
        this.wake = wake;
    }

    /** Any thread. */
    <T> void ask(Function<LoopQuestions, T> question, Answer<T> answer) {
        if (!waiting.offer(() -> answer(question, answer))) {
            answer.failed("too much is being asked; ask again");
        }
        wake.run();
    }

    /** Runs something on the loop that answers in its own time. Any thread. @return false if too much is asked */
    boolean run(Runnable task) {
        boolean taken = waiting.offer(task);
        wake.run();
        return taken;
    }

    /** Has the engine come to a halt at an entry; answers in its own time. Any thread. */
    void stateAt(int partition, Marker at, long waitMs, Answer<StateAt> answer) {
        if (!run(() -> stops.await(partition, at, waitMs, answer))) {
            answer.failed("too much is being asked; ask again");
        }
    }

    /** It may go on. Any thread. If too much is asked it goes on by itself, a little later. */
    void stateTaken(int partition) {
        run(() -> stops.taken(partition));
    }

    /** A fault in an answer is the asker's, not the loop's. */
    private <T> void answer(Function<LoopQuestions, T> question, Answer<T> answer) {
        T known;
        try {
            known = question.apply(this);
        } catch (RuntimeException e) {
            answer.failed("it has a fault (" + e + ")");
            return;
        }
        answer.known(known);
    }

    /** Each pass. @return whether anything was asked */
    boolean answer() {
        boolean any = false;
        for (Runnable question = waiting.poll(); question != null; question = waiting.poll()) {
            question.run();
            any = true;
        }
        return any;
    }

    // The answers.

    List<ReplicaReport> replicas() {
        List<ReplicaReport> all = new ArrayList<>();
        for (DeliveryPartition each : partitions.row()) {
            all.add(new ReplicaReport(
                    each.number(),
                    each.isLeading(),
                    each.applied().generation(),
                    each.applied().index(),
                    each.logBytes(),
                    each.overlayBytes(),
                    each.isLeading() ? each.outboxItems() : 0,
                    each.isFollowing(),
                    each.pin().id(),
                    each.pin().sinceMs(),
                    each.pin().untilMs(),
                    each.logEnd().index(),
                    each.logEnd().term(),
                    each.isSealed(),
                    each.history()));
        }
        return all;
    }

    /** The replica of the meta group, or null. */
    @Nullable
    ReplicaReport meta() {
        MetaPartition meta = partitions.meta();
        return meta == null
                ? null
                : new ReplicaReport(
                        meta.number(),
                        meta.isLeading(),
                        meta.applied().generation(),
                        meta.applied().index(),
                        meta.logBytes(),
                        meta.overlayBytes(),
                        0,
                        meta.isFollowing(),
                        0,
                        0,
                        0,
                        meta.logEnd().index(),
                        meta.logEnd().term(),
                        meta.isSealed(),
                        0);
    }

    /** Keeps outboxes for a backup, of all partitions that are led here; 0 ms ends it. @return which these are */
    List<Integer> pin(long backup, long forMs) {
        List<Integer> led = new ArrayList<>();
        for (DeliveryPartition each : partitions.row()) {
            if (each.isLeading()) {
                each.pin(backup, forMs);
                led.add(each.number());
            }
        }
        return led;
    }

    UserReport user(int partition, byte[] name, long hash) {
        DeliveryPartition at = partitions.find(partition);
        if (at == null || !at.isLeading()) {
            return UserReport.ELSEWHERE;
        }
        UserState user = at.findUser(name, hash);
        if (user == null) {
            return UserReport.UNKNOWN;
        }
        List<UserReport.DeviceReport> devices = new ArrayList<>();
        for (DeviceState device : user.devices()) {
            devices.add(new UserReport.DeviceReport(
                    device.install(),
                    device.listener() != null,
                    device.cseqHigh(),
                    device.cursor(),
                    device.lastSeenMs()));
        }
        return new UserReport(
                true,
                true,
                user.head(),
                user.head() + 1 - user.inbox().first(),
                user.keptBytes(),
                user.oldestMs(),
                user.expired(),
                user.purged(),
                devices);
    }

    InboxReport inbox(int partition, byte[] name, long hash, long fromSeq, int limit) {
        DeliveryPartition at = partitions.find(partition);
        if (at == null || !at.isLeading()) {
            return InboxReport.ELSEWHERE;
        }
        UserState user = at.findUser(name, hash);
        if (user == null) {
            return InboxReport.UNKNOWN;
        }
        List<InboxReport.Item> items = new ArrayList<>();
        long[] next = {0};
        user.inbox().read(fromSeq, limit + 1, (seq, b, item, length) -> {
            if (items.size() == limit) {
                next[0] = seq;
                return false;
            }
            items.add(shown(seq, b, item, length));
            return true;
        });
        return new InboxReport(true, true, items, next[0]);
    }

    private static InboxReport.Item shown(long seq, DirectBuffer b, int item, int length) {
        byte[] peer = new byte[InboxItem.peerLength(b, item)];
        b.getBytes(InboxItem.peer(item), peer);
        int kind = InboxItem.kind(b, item);
        int detail = InboxItem.detail(b, item);
        boolean receipt = kind == InboxItem.RECEIPT;
        return new InboxReport.Item(
                seq,
                receipt
                        ? InboxReport.Kind.RECEIPT
                        : kind == InboxItem.OWN ? InboxReport.Kind.OWN_COPY : InboxReport.Kind.MESSAGE,
                !receipt && detail == InboxItem.RECEIPT_WANTED,
                receipt ? ReceiptKind.of(InboxItem.receiptKind(detail)) : null,
                receipt ? FailureReason.of(InboxItem.receiptReason(detail)) : null,
                new String(peer, UTF_8),
                InboxItem.install(b, item),
                InboxItem.cseq(b, item),
                InboxItem.stampMs(b, item),
                item + length - InboxItem.payload(b, item));
    }

    PurgeReport purge(int partition, byte[] name, long hash, long upToSeq) {
        DeliveryPartition at = partitions.find(partition);
        if (at == null || !at.isLeading()) {
            return PurgeReport.ELSEWHERE;
        }
        UserState user = at.findUser(name, hash);
        if (user == null) {
            return PurgeReport.UNKNOWN;
        }
        long first = user.inbox().first();
        long last = Math.min(Math.min(upToSeq, user.head()), first + PURGED_MAX - 1);
        long items = last + 1 - first;
        if (items <= 0) {
            return new PurgeReport(true, true, 0, 0);
        }
        at.expire(name, last + 1);
        return new PurgeReport(true, true, items, last);
    }

    /** Ends sessions of a user. @param install 0 for all devices @return how many; -1 if the user belongs elsewhere */
    int kick(int partition, byte[] name, long install) {
        DeliveryPartition at = partitions.find(partition);
        if (at == null || !at.isLeading()) {
            return -1;
        }
        int ended = 0;
        for (Session session : sessions.all()) {
            if (Arrays.equals(session.seat().user(), name)
                    && (install == 0 || session.seat().install() == install)) {
                session.goodbye(KICKED_AFTER_MS, KICKED_JITTER_MS);
                ended++;
            }
        }
        return ended;
    }

    /** Asks another node to lead. */
    LeaderMove moveLeader(int partition, int node) {
        DeliveryPartition at = partitions.find(partition);
        if (at == null || !at.isLeading()) {
            return LeaderMove.ELSEWHERE;
        }
        return at.handOver(node) ? LeaderMove.ASKED : LeaderMove.NOT_POSSIBLE;
    }
}
