package dev.carillon.node.delivery;

import dev.carillon.storage.QueueVisitor;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * Sends the outboxes of one partition, in order and within a window per destination, until they are answered. What is
 * not answered in time is sent again, and at once where the destination is led elsewhere now; the other side drops what it
 * has.
 */
final class RelayPump {
    /** Items under way to one partition. */
    static final int WINDOW = 8192;

    /** Silence after which what is under way is sent again. */
    static final long RESEND_NS = 1_000_000_000;

    /** Before the other side is told of a history again that it may just have been told of. */
    static final long FORK_AGAIN_NS = 50_000_000;

    private final int partition;
    private final RelayTransport transport;
    private final Meter meter;
    private final List<Outbox> ready = new ArrayList<>();
    private final ExpandableArrayBuffer items = new ExpandableArrayBuffer(4096);
    private final RelayBatch batch = new RelayBatch();
    private final QueueVisitor filling = this::add;

    /** What the batch may have, bytes of items. */
    private long room;

    /** Of the item that the batch had no room for, with its length; 0 for none. */
    private int leftBytes;

    private long resendAtNs = Long.MAX_VALUE;

    RelayPump(int partition, RelayTransport transport, Meter meter) {
        this.partition = partition;
        this.transport = transport;
        this.meter = meter;
    }

    /** There is something to send. */
    void ready(Outbox box) {
        if (!box.queued) {
            box.queued = true;
            ready.add(box);
        }
    }

    /** Forgets what it was about to send; a new leader begins anew. */
    void drop() {
        ready.forEach(box -> {
            box.queued = false;
            box.forkDue = 0;
            box.forkTold = 0;
        });
        ready.clear();
        resendAtNs = Long.MAX_VALUE;
    }

    boolean isIdle() {
        return ready.isEmpty();
    }

    /**
     * Sends what may be sent now, to partitions of the same loop or to all.
     *
     * @param history that the partition is in
     * @return items sent
     */
    int pump(long history, long nowNs, boolean onlyHere) {
        int sent = 0;
        int kept = 0;
        for (int i = 0; i < ready.size(); i++) {
            Outbox box = ready.get(i);
            if (!onlyHere || transport.isHere(box.to)) {
                sent += tellFork(box, history) ? send(box, history, nowNs) : 0;
            }
            if (box.forkDue > 0 || box.sent < box.last() && box.sent - box.answered < WINDOW) {
                ready.set(kept++, box);
            } else {
                box.queued = false;
            }
        }
        ready.subList(kept, ready.size()).clear();
        return sent;
    }

    /** Before anything else: items that count in another history than the recipient knows are not taken. */
    private boolean tellFork(Outbox box, long history) {
        if (box.forkDue > 0) {
            long last = box.forks.lastSince(box.forkDue);
            if (!transport.say(partition, box.to, new RelayWord(RelayWord.Kind.FORKED, history, box.forkDue, last))) {
                return false;
            }
            box.forkDue = 0;
        }
        return true;
    }

    private int send(Outbox box, long history, long nowNs) {
        int sent = 0;
        batch.history = history;
        batch.kept = box.queue.first();
        while (box.sent < box.last() && box.sent - box.answered < WINDOW) {
            // Before it is sent: where it leads elsewhere meanwhile, this way is seen to be the wrong one.
            long way = transport.way(box.to);
            // What nobody would take is not read from the disk: that kept loops from everything else.
            room = transport.room(box.to);
            if (room < Math.max(1, box.nextBytes)) {
                return sent;
            }
            fill(box);
            if (batch.count == 0) {
                box.nextBytes = leftBytes;
                return sent;
            }
            if (!transport.send(partition, box.to, batch)) {
                return sent;
            }
            if (box.sent == box.answered) {
                box.way = way;
                box.resendAtNs = nowNs + RESEND_NS;
                resendAtNs = Math.min(resendAtNs, box.resendAtNs);
            }
            box.goOn(box.sent + batch.count);
            box.nextBytes = leftBytes;
            sent += batch.count;
            meter.add(Metric.MESSAGES_RELAYED, batch.count);
        }
        return sent;
    }

    private void fill(Outbox box) {
        batch.first = box.sent + 1;
        batch.count = 0;
        batch.items = items;
        batch.offset = 0;
        batch.length = 0;
        leftBytes = 0;
        int most = (int) (WINDOW - (box.sent - box.answered));
        box.queue.read(box.sent + 1, most, filling);
    }

    private boolean add(long xseq, DirectBuffer b, int item, int length) {
        // Never an item that does not follow the one before: the other side would wait for it in vain.
        if (xseq != batch.first + batch.count) {
            return false;
        }
        int bytes = Integer.BYTES + length;
        if (batch.length + bytes > Math.min(room, RelayBatch.ITEMS_BYTES)) {
            leftBytes = bytes;
            return false;
        }
        Bytes.putInt(items, batch.length, length);
        items.putBytes(batch.length + Integer.BYTES, b, item, length);
        batch.length += bytes;
        batch.count++;
        return true;
    }

    /** The other side has everything up to {@code xseq}. */
    void answered(Outbox box, long xseq, boolean resend, long nowNs) {
        if (xseq > box.answered) {
            box.answered = Math.min(xseq, box.last());
            if (box.sent < box.answered) {
                box.goOn(box.answered);
            }
            box.resendAtNs = nowNs + RESEND_NS;
        }
        if (resend && box.sent > Math.max(xseq, box.answered)) {
            rewind(box);
        }
        if (box.sent < box.last()) {
            ready(box);
        }
    }

    /**
     * The other side is still in an earlier history of this one's sequences, and so takes nothing. It says so until what it is
     * told is committed there: telling it each time would have both do nothing else.
     */
    void behind(Outbox box, long known, long nowNs) {
        if (box.forkTold == known && nowNs - box.forkAgainNs < 0) {
            return;
        }
        box.forkTold = known;
        box.forkAgainNs = nowNs + FORK_AGAIN_NS;
        box.forkDue = known;
        rewind(box);
    }

    private boolean isElsewhere(Outbox box) {
        long way = transport.way(box.to);
        return way != 0 && way != box.way;
    }

    private void rewind(Outbox box) {
        meter.add(Metric.RELAYS_RESENT, box.sent - box.answered);
        box.goOn(box.answered);
        ready(box);
    }

    /** Rewinds what has been silent for too long, and what went to a node that does not lead the destination any more. */
    void resend(Outboxes boxes, long nowNs) {
        if (resendAtNs == Long.MAX_VALUE) {
            return;
        }
        resendAtNs = Long.MAX_VALUE;
        boxes.forEach(box -> {
            if (box.sent == box.answered) {
                return;
            }
            if (nowNs >= box.resendAtNs || isElsewhere(box)) {
                rewind(box);
                box.resendAtNs = nowNs + RESEND_NS;
            }
            resendAtNs = Math.min(resendAtNs, box.resendAtNs);
        });
    }
}
