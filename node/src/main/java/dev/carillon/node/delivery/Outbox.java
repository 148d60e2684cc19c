package dev.carillon.node.delivery;

import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.OverlayRecord;
import dev.carillon.storage.overlay.PartitionOverlay;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a partition has for another one, by contiguous xseq, until that one has it. The queue is state; how far it has
 * been sent and answered is the leader's and starts anew with it.
 */
final class Outbox extends OverlayRecord {
    private static final int VERSION = 1;
    private static final long NUMBER_BASE = 1L << 48;

    final int to;
    final OverlayQueue queue;
    private final byte[] key;

    /** Sent up to here; not state. */
    long sent;

    /** Answered up to here; not state. */
    long answered;

    /** Asked to be trimmed up to here; not state. */
    long trimAsked;

    /** In the list of those whose trim waits to join an entry; not state. */
    boolean trimWaits;

    /** When to send again what was not answered, monotonic ns; not state. */
    long resendAtNs;

    /** In the pump's list; not state. */
    boolean queued;

    private Outbox(int to, byte[] key, OverlayQueue queue) {
        this.to = to;
        this.key = key;
        this.queue = queue;
        startOver();
    }

    /** As far as this leader knows, nothing of what is kept was sent. */
    final void startOver() {
        sent = queue.first() - 1;
        answered = sent;
        trimAsked = sent;
    }

    /** What a stored record says, for a reader without a partition. */
    record Stored(int to, long first, long next) {
        static Stored of(byte[] key, byte[] value) {
            UnsafeBuffer b = new UnsafeBuffer(value);
            Versions.check("outbox", b.getByte(0), VERSION);
            return new Stored(Bytes.getInt(new UnsafeBuffer(key), 1), Bytes.getLong(b, 1), Bytes.getLong(b, 9));
        }
    }

    static Outbox load(PartitionOverlay overlay, int to) {
        byte[] key = new byte[5];
        UnsafeBuffer b = new UnsafeBuffer(key);
        b.putByte(0, (byte) 'o');
        Bytes.putInt(b, 1, to);
        byte[] value = overlay.load(key);
        long first = 1;
        long next = 1;
        if (value != null) {
            Stored stored = Stored.of(key, value);
            first = stored.first();
            next = stored.next();
        }
        return new Outbox(to, key, overlay.queue(NUMBER_BASE + to, first, next));
    }

    /** The newest xseq. */
    long last() {
        return queue.next() - 1;
    }

    long size() {
        return queue.next() - queue.first();
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public int encodedLengthMax() {
        return 17;
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        b.putByte(offset, (byte) VERSION);
        Bytes.putLong(b, offset + 1, queue.first());
        Bytes.putLong(b, offset + 9, queue.next());
        return offset + 17;
    }
}
