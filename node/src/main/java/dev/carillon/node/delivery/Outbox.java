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
    /** As long as neither side has begun a new history. */
    private static final int VERSION_1 = 1;

    private static final int VERSION = 2;
    private static final int RECIPIENT = 17;
    private static final int FORKS = RECIPIENT + Long.BYTES;
    static final long NUMBER_BASE = 1L << 48;

    final int to;
    final OverlayQueue queue;
    private final byte[] key;

    /** Where it ended when new histories began. */
    final RelayForks forks;

    /** The history of the recipient whose answers count, from 1: others speak of a state that is gone. */
    long recipientHistory = 1;

    /** Asked to count the answers of this history; not state. */
    long recipientAsked;

    /** The history from which the recipient has to be led on to the present one, 0 for none; not state. */
    long forkDue;

    /** The one that the recipient was last led on from, 0 for none, and when it is to be told again; not state. */
    long forkTold;

    long forkAgainNs;

    /** Sent up to here; not state. */
    long sent;

    /** Answered up to here; not state. */
    long answered;

    /** Bytes of the item behind {@link #sent} with its length, if there was no room for it; 0 if not known; not state. */
    int nextBytes;

    /** Asked to be trimmed up to here; not state. */
    long trimAsked;

    /** In the list of those whose trim waits to join an entry; not state. */
    boolean trimWaits;

    /** When to send again what was not answered, monotonic ns; not state. */
    long resendAtNs;

    /** The {@link RelayTransport#way} that what is under way took; not state. */
    long way;

    /** In the pump's list; not state. */
    boolean queued;

    private Outbox(int to, byte[] key, OverlayQueue queue, RelayForks forks) {
        this.to = to;
        this.key = key;
        this.queue = queue;
        this.forks = forks;
        startOver();
    }

    /** As far as this leader knows, nothing of what is kept was sent. */
    final void startOver() {
        goOn(queue.first() - 1);
        answered = sent;
        trimAsked = sent;
        recipientAsked = recipientHistory;
        forkDue = 0;
        forkTold = 0;
    }

    /** What follows {@code xseq} is sent next. */
    final void goOn(long xseq) {
        sent = xseq;
        nextBytes = 0;
    }

    /** What a stored record says, for a reader without a partition. */
    record Stored(int to, long first, long next) {
        static Stored of(byte[] key, byte[] value) {
            UnsafeBuffer b = new UnsafeBuffer(value);
            Versions.check("outbox", b.getByte(0), VERSION);
            return new Stored(Bytes.getInt(new UnsafeBuffer(key), 1), Bytes.getLong(b, 1), Bytes.getLong(b, 9));
        }
    }

    /** @param history that the partition is in; an outbox that did not exist before had nothing when it began */
    static Outbox load(PartitionOverlay overlay, int to, long history) {
        byte[] key = new byte[5];
        UnsafeBuffer b = new UnsafeBuffer(key);
        b.putByte(0, (byte) 'o');
        Bytes.putInt(b, 1, to);
        byte[] value = overlay.load(key);
        long first = 1;
        long next = 1;
        RelayForks forks = new RelayForks();
        long recipient = 1;
        if (value != null) {
            Stored stored = Stored.of(key, value);
            first = stored.first();
            next = stored.next();
            b.wrap(value);
            if (b.getByte(0) > VERSION_1) {
                recipient = Bytes.getLong(b, RECIPIENT);
                forks = RelayForks.decode(b, FORKS);
            }
        } else if (history > 1) {
            forks.add(history, 0);
        }
        Outbox box = new Outbox(to, key, overlay.queue(NUMBER_BASE + to, first, next), forks);
        box.recipientHistory = recipient;
        box.recipientAsked = recipient;
        return box;
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
        return FORKS + forks.encodedLength();
    }

    @Override
    public int encode(MutableDirectBuffer b, int offset) {
        boolean first = recipientHistory == 1 && forks.isEmpty();
        b.putByte(offset, (byte) (first ? VERSION_1 : VERSION));
        Bytes.putLong(b, offset + 1, queue.first());
        Bytes.putLong(b, offset + 9, queue.next());
        if (first) {
            return offset + RECIPIENT;
        }
        Bytes.putLong(b, offset + RECIPIENT, recipientHistory);
        forks.encode(b, offset + FORKS);
        return offset + FORKS + forks.encodedLength();
    }
}
