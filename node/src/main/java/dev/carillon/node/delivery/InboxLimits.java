package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Limits that apply judges by. They are part of the state, set by an operation, because a replay under another
 * configuration must not judge differently.
 *
 * @param messages items kept per user before messages fail with INBOX_FULL
 * @param bytes bytes kept per user before messages fail with INBOX_FULL
 * @param devices enrolled devices per user, 1–255
 */
public record InboxLimits(int messages, long bytes, int devices) {
    static final InboxLimits NONE = new InboxLimits(Integer.MAX_VALUE, Long.MAX_VALUE, 255);
    static final int LENGTH = 13;

    void encode(MutableDirectBuffer b, int offset) {
        Bytes.putInt(b, offset, messages);
        Bytes.putLong(b, offset + 4, bytes);
        b.putByte(offset + 12, (byte) devices);
    }

    static InboxLimits decode(DirectBuffer b, int offset) {
        return new InboxLimits(Bytes.getInt(b, offset), Bytes.getLong(b, offset + 4), Bytes.getByte(b, offset + 12));
    }
}
