package dev.carillon.protocol;

import org.agrona.DirectBuffer;

/** What both sides may hear. Buffers are slices of the decoder's input and are valid only during the call. */
public interface SharedFrames {
    /**
     * The other side's window is now this large (PROTOCOL.md, "Windows").
     *
     * @param messages unacked messages, 0 to {@link Limits#WINDOW_MESSAGES_MAX}
     * @param bytes unacked payload bytes, 0 to {@link Limits#WINDOW_BYTES_MAX}
     */
    void onCredit(long messages, long bytes);

    /**
     * The other side is about to close.
     *
     * @param code the number of an {@link ErrorCode}, or 0, or one that this version does not know
     */
    void onGoodbye(int code, long reconnectAfterMs, long jitterMs);

    /**
     * The other side closes because of an error.
     *
     * @param code the number of an {@link ErrorCode}, or one that this version does not know; 1–255
     * @param text where a sentence for people begins, at most {@link Limits#ERROR_TEXT_MAX} bytes, unchecked
     */
    void onError(int code, long retryAfterMs, DirectBuffer buffer, int text, int textLength);

    /** The bytes break PROTOCOL.md; the connection must be closed with {@code reason}. Nothing follows. */
    void onMalformed(ErrorCode reason, String detail);
}
