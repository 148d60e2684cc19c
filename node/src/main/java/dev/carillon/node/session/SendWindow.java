package dev.carillon.node.session;

/** What a client has under way to us, against the window it was granted (PROTOCOL.md, section 11). */
final class SendWindow {
    private final int messagesMax;
    private final long bytesMax;
    private int messages;
    private long bytes;

    SendWindow(int messagesMax, long bytesMax) {
        this.messagesMax = messagesMax;
        this.bytesMax = bytesMax;
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

    boolean isEmpty() {
        return messages == 0;
    }
}
