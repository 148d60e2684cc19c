package dev.carillon.client;

import java.nio.charset.StandardCharsets;

/**
 * What another device of this user sent.
 *
 * @param to the recipient's user ID
 * @param id its name; the sender is this user
 * @param seq its place in this user's inbox
 * @param timeMs when the node stored it, ms since 1970
 * @param payload the message; belongs to the application
 */
@SuppressWarnings("ArrayRecordComponent")
public record OwnMessage(String to, MessageId id, long seq, long timeMs, byte[] payload) {
    /** The payload read as UTF-8. */
    public String text() {
        return new String(payload, StandardCharsets.UTF_8);
    }
}
