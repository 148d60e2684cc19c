package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Keeps outboxes from being trimmed while a backup is taken, so that whatever a copy of the recipient's partition may lack
 * is in the copy of the sender's. It ends by itself: a backup that has died holds nothing for ever. Immutable.
 *
 * @param id of the backup; 0 for none
 * @param sinceMs the stamp of the entry that began it; another one later means that it had lapsed in between
 * @param untilMs the stamp from which it counts no more
 */
public record OutboxPin(long id, long sinceMs, long untilMs) {
    public static final OutboxPin NONE = new OutboxPin(0, 0, 0);

    static final int LENGTH = 3 * Long.BYTES;

    /** Whether an entry of this stamp trims nothing. */
    boolean isHeld(long stampMs) {
        return stampMs < untilMs;
    }

    /**
     * What becomes of it when a backup asks. Another backup's pin stays as long as it is held; so whoever finds another id
     * than its own has to wait.
     *
     * @param forMs 0 to end it
     */
    OutboxPin asked(long backup, long forMs, long stampMs) {
        boolean held = isHeld(stampMs);
        if (held && id != backup) {
            return this;
        }
        return forMs == 0 ? NONE : new OutboxPin(backup, held ? sinceMs : stampMs, stampMs + forMs);
    }

    static OutboxPin decode(DirectBuffer b, int at) {
        return new OutboxPin(Bytes.getLong(b, at), Bytes.getLong(b, at + 8), Bytes.getLong(b, at + 16));
    }

    void encode(MutableDirectBuffer b, int at) {
        Bytes.putLong(b, at, id);
        Bytes.putLong(b, at + 8, sinceMs);
        Bytes.putLong(b, at + 16, untilMs);
    }
}
