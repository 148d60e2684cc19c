package dev.carillon.node.session;

import dev.carillon.protocol.Limits;

/**
 * What a client lets us send before it acknowledges (PROTOCOL.md, section 11). Counts are kept per pump rather than per
 * message: a few checkpoints say how much lies behind which sequence. They free late, never early, so the window is
 * never exceeded, and a client that has acknowledged everything has all of it.
 */
final class DeliverWindow {
    private static final int CHECKPOINTS = 8;

    private long messagesMax = Limits.WINDOW_MESSAGES_DEFAULT;
    private long bytesMax = Limits.WINDOW_BYTES_DEFAULT;
    private long messages;
    private long bytes;

    /** Of each checkpoint the last sequence, and the counts of what it stands for. */
    private final long[] seqs = new long[CHECKPOINTS];

    private final int[] counts = new int[CHECKPOINTS];
    private final long[] sizes = new long[CHECKPOINTS];
    private int first;
    private int size;

    /** @param messages 0 stops the flow; negative leaves the default */
    void set(long newMessages, long newBytes) {
        if (newMessages >= 0) {
            messagesMax = newMessages;
            bytesMax = newBytes;
        }
    }

    /** What is under way goes along as one checkpoint, at {@code position}. */
    void carryOff(CarriedState out) {
        out.put(messagesMax).put(bytesMax).put(messages).put(bytes);
    }

    void carryOn(CarriedState in, long position) {
        messagesMax = in.number(0);
        bytesMax = in.number(0);
        messages = in.number(0);
        bytes = in.number(0);
        if (messages > 0) {
            size = 1;
            seqs[first] = position;
            counts[first] = (int) Math.min(messages, Integer.MAX_VALUE);
            sizes[first] = bytes;
        }
    }

    boolean admits(int payloadLength) {
        if (messages == 0) {
            return messagesMax > 0;
        }
        return messages < messagesMax && bytes + payloadLength <= bytesMax;
    }

    void sent(long seq, int payloadLength) {
        messages++;
        bytes += payloadLength;
        int last = (first + size - 1) & (CHECKPOINTS - 1);
        if (size < CHECKPOINTS && (size == 0 || counts[last] >= messagesMax / CHECKPOINTS)) {
            last = (first + size) & (CHECKPOINTS - 1);
            size++;
            counts[last] = 0;
            sizes[last] = 0;
        }
        seqs[last] = seq;
        counts[last]++;
        sizes[last] += payloadLength;
    }

    /** Everything up to {@code seq} is acknowledged. */
    void acked(long seq) {
        while (size > 0 && seqs[first] <= seq) {
            messages -= counts[first];
            bytes -= sizes[first];
            first = (first + 1) & (CHECKPOINTS - 1);
            size--;
        }
    }
}
