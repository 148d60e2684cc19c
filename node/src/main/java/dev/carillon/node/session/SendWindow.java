package dev.carillon.node.session;

import dev.carillon.protocol.Limits;

/** What a client has under way to us, against the window it was granted (PROTOCOL.md, section 11). */
final class SendWindow {
    private final int messagesMax;
    private final long bytesMax;
    private int messages;
    private long bytes;

    /** A client sends within the default before it has heard of another, so never less than that is admitted. */
    SendWindow(int messagesMax, long bytesMax) {
        this.messagesMax = Math.max(messagesMax, Limits.WINDOW_MESSAGES_DEFAULT);
        this.bytesMax = Math.max(bytesMax, Limits.WINDOW_BYTES_DEFAULT);
    }

    boolean admits(int payloadLength) {
        return messages == 0 || messages < messagesMax && bytes + payloadLength <= bytesMax;
    }

    void taken(int payloadLength) {
        messages++;
        bytes += payloadLength;
    }

    /** One is settled, or was refused for now. */
    void settled(int payloadLength) {
        // A device that reconnects within a pass hears of sends that its older connection made.
        if (messages > 0) {
            messages--;
            bytes = Math.max(0, bytes - payloadLength);
        }
    }

    /** What was under way came to nothing. */
    void clear() {
        messages = 0;
        bytes = 0;
    }

    boolean isEmpty() {
        return messages == 0;
    }
}
