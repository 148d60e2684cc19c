package dev.carillon.client;

import dev.carillon.protocol.Limits;
import java.util.Arrays;

/**
 * What the node has under way against this client's deliver window (PROTOCOL.md, section 11): a ring of sequences and sizes,
 * empty while nothing is owed. Exceeding is judged against the largest window that was granted, the default included.
 */
final class DeliverWindow {
    private static final long[] NONE = new long[0];
    private static final int SLOTS_MIN = 8;
    private static final int SLOTS = 2;

    private final long messagesMax;
    private final long bytesMax;
    /** Sequence and size of each item, two slots each. */
    private long[] ring = NONE;

    private int head;
    private int messages;
    private long bytes;

    DeliverWindow(ClientLimits limits) {
        this.messagesMax = Math.max(limits.deliverMessages(), Limits.WINDOW_MESSAGES_DEFAULT);
        this.bytesMax = Math.max(limits.deliverBytes(), Limits.WINDOW_BYTES_DEFAULT);
    }

    /** An item that takes room; whether the node was allowed to send it. */
    boolean take(long seq, int size) {
        if (messages * SLOTS == ring.length) {
            grow();
        }
        int at = head + messages * SLOTS & ring.length - 1;
        ring[at] = seq;
        ring[at + 1] = size;
        messages++;
        bytes += size;
        return messages <= messagesMax && (bytes <= bytesMax || messages == 1);
    }

    /** A RECV_ACK for everything up to {@code seq} has been written. */
    void acked(long seq) {
        while (messages > 0 && ring[head] <= seq) {
            bytes -= ring[head + 1];
            head = head + SLOTS & ring.length - 1;
            messages--;
        }
        if (messages == 0 && ring.length > SLOTS_MIN) {
            ring = NONE;
            head = 0;
        }
    }

    private void grow() {
        long[] larger = Arrays.copyOf(NONE, Math.max(SLOTS_MIN, 2 * ring.length));
        for (int i = 0; i < ring.length; i++) {
            larger[i] = ring[head + i & ring.length - 1];
        }
        ring = larger;
        head = 0;
    }
}
