package dev.carillon.node.delivery;

import dev.carillon.ring.Partitions;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/** The outboxes of a partition, one for each partition that it has ever had something for, itself included. */
final class Outboxes {
    private static final byte[] KEY_PREFIX = {'o'};

    private final PartitionOverlay overlay;
    private final Partitions partitions;
    private final @Nullable Outbox[] boxes;
    private final Consumer<Outbox> onGrown;

    /** The partition's. */
    private long history;

    private final ExpandableArrayBuffer scratch = new ExpandableArrayBuffer(1024);
    private final UnsafeBuffer name = new UnsafeBuffer(0, 0);

    Outboxes(PartitionOverlay overlay, Partitions partitions, long history, Consumer<Outbox> onGrown) {
        this.history = history;
        this.overlay = overlay;
        this.partitions = partitions;
        this.boxes = new @Nullable Outbox[partitions.count()];
        this.onGrown = onGrown;
        overlay.scan(KEY_PREFIX, (key, value) -> {
            name.wrap(key);
            to(Bytes.getInt(name, 1));
            return true;
        });
    }

    Outbox to(int partition) {
        Outbox box = boxes[partition];
        if (box == null) {
            box = Outbox.load(overlay, partition, history);
            boxes[partition] = box;
        }
        return box;
    }

    @Nullable
    Outbox find(int partition) {
        return boxes[partition];
    }

    void forEach(Consumer<Outbox> consumer) {
        for (Outbox box : boxes) {
            if (box != null) {
                consumer.accept(box);
            }
        }
    }

    /** A new history of the partition begins: numbers behind those in use now may have been used already. */
    void fork(long next) {
        history = next;
        forEach(box -> {
            box.forks.add(next, box.last());
            overlay.dirty(box);
        });
    }

    /** Adds a message; {@code to} is the addressee with its length byte. */
    void message(
            int partition,
            byte[] from,
            long install,
            long cseq,
            long stampMs,
            int detail,
            DirectBuffer b,
            int to,
            int payload,
            int payloadLength) {
        int at = OutboxItem.put(scratch, 0, InboxItem.MESSAGE, detail, install, cseq, stampMs);
        at = Bytes.copyName(scratch, at, b, to);
        at = Bytes.putName(scratch, at, from);
        scratch.putBytes(at, b, payload, payloadLength);
        append(to(partition), at + payloadLength);
    }

    /** Adds a receipt of {@code from} about the message ({@code to}, install, cseq). */
    void receipt(byte[] to, byte[] from, long install, long cseq, long stampMs, int detail) {
        int at = OutboxItem.put(scratch, 0, InboxItem.RECEIPT, detail, install, cseq, stampMs);
        at = Bytes.putName(scratch, at, to);
        at = Bytes.putName(scratch, at, from);
        append(to(partitions.ofUser(to)), at);
    }

    private void append(Outbox box, int length) {
        box.queue.append(scratch, 0, length);
        overlay.dirty(box);
        onGrown.accept(box);
    }
}
