package dev.carillon.node.delivery;

import java.util.ArrayList;
import java.util.List;
import org.agrona.ExpandableArrayBuffer;

/**
 * Sends the outboxes of one partition, in order and within a window per destination, until they are answered. What is
 * not answered in time is sent again; the other side drops what it has.
 */
final class RelayPump {
    /** Items under way to one partition. */
    static final int WINDOW = 8192;

    /** Bytes of items in one call of the transport. */
    static final int BATCH_BYTES = 64 * 1024;

    /** Silence after which what is under way is sent again. */
    static final long RESEND_NS = 1_000_000_000;

    private final int partition;
    private final RelayTransport transport;
    private final Meter meter;
    private final List<Outbox> ready = new ArrayList<>();
    private final ExpandableArrayBuffer batch = new ExpandableArrayBuffer(4096);
    private int batchLength;
    private int batchCount;
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
        ready.forEach(box -> box.queued = false);
        ready.clear();
        resendAtNs = Long.MAX_VALUE;
    }

    boolean isIdle() {
        return ready.isEmpty();
    }

    /** Sends what may be sent now, to partitions of the same loop or to all. @return items sent */
    int pump(long nowNs, boolean onlyHere) {
        int sent = 0;
        int kept = 0;
        for (int i = 0; i < ready.size(); i++) {
            Outbox box = ready.get(i);
            if (!onlyHere || transport.isHere(box.to)) {
                sent += send(box, nowNs);
            }
            if (box.sent < box.last() && box.sent - box.answered < WINDOW) {
                ready.set(kept++, box);
            } else {
                box.queued = false;
            }
        }
        ready.subList(kept, ready.size()).clear();
        return sent;
    }

    private int send(Outbox box, long nowNs) {
        int sent = 0;
        while (box.sent < box.last() && box.sent - box.answered < WINDOW) {
            fill(box);
            if (batchCount == 0
                    || !transport.send(partition, box.to, box.sent + 1, batchCount, batch, 0, batchLength)) {
                return sent;
            }
            if (box.sent == box.answered) {
                box.resendAtNs = nowNs + RESEND_NS;
                resendAtNs = Math.min(resendAtNs, box.resendAtNs);
            }
            box.sent += batchCount;
            sent += batchCount;
            meter.add(Metric.MESSAGES_RELAYED, batchCount);
        }
        return sent;
    }

    private void fill(Outbox box) {
        batchLength = 0;
        batchCount = 0;
        int most = (int) (WINDOW - (box.sent - box.answered));
        box.queue.read(box.sent + 1, most, (xseq, b, item, length) -> {
            // Never an item that does not follow the one before: the other side would wait for it in vain.
            if (xseq != box.sent + 1 + batchCount || batchLength > 0 && batchLength + 4 + length > BATCH_BYTES) {
                return false;
            }
            Bytes.putInt(batch, batchLength, length);
            batch.putBytes(batchLength + 4, b, item, length);
            batchLength += 4 + length;
            batchCount++;
            return true;
        });
    }

    /** The other side has everything up to {@code xseq}. */
    void answered(Outbox box, long xseq, boolean resend, long nowNs) {
        if (xseq > box.answered) {
            box.answered = Math.min(xseq, box.last());
            box.sent = Math.max(box.sent, box.answered);
            box.resendAtNs = nowNs + RESEND_NS;
        }
        if (resend && box.sent > Math.max(xseq, box.answered)) {
            rewind(box);
        }
        if (box.sent < box.last()) {
            ready(box);
        }
    }

    private void rewind(Outbox box) {
        meter.add(Metric.RELAYS_RESENT, box.sent - box.answered);
        box.sent = box.answered;
        ready(box);
    }

    /** Rewinds what has been silent for too long. */
    void resend(Outboxes boxes, long nowNs) {
        if (nowNs < resendAtNs) {
            return;
        }
        resendAtNs = Long.MAX_VALUE;
        boxes.forEach(box -> {
            if (box.sent == box.answered) {
                return;
            }
            if (nowNs >= box.resendAtNs) {
                rewind(box);
                box.resendAtNs = nowNs + RESEND_NS;
            }
            resendAtNs = Math.min(resendAtNs, box.resendAtNs);
        });
    }
}
