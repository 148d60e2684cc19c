package dev.carillon.client;

import dev.carillon.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What a client does after an error (PROTOCOL.md, section 17.1). */
enum RetryRule {
    /** Wait and try again. */
    RETRY,
    /** The same, but somebody has a bug: the third time in a row is the last. */
    BUG,
    /** Try again, once in a while: a connection of the device's own past may have come late. */
    ONCE,
    /** Try again only with another token than the refused one. */
    NEW_TOKEN,
    /** Forget this device and enrol a new one. */
    NEW_DEVICE,
    /** Trying again cannot help. */
    FINAL;

    static RetryRule of(@Nullable ErrorCode code) {
        if (code == null) {
            return RETRY;
        }
        return switch (code) {
            case TOKEN_EXPIRED -> NEW_TOKEN;
            case NOT_ENROLLED, DEVICE_RETIRED -> NEW_DEVICE;
            case UNSUPPORTED_VERSION, UNKNOWN_MANDATORY_TLV, SEQ_AHEAD, BAD_TOKEN, DEVICE_LIMIT -> FINAL;
            case REPLACED -> ONCE;
            case MALFORMED,
                    FRAME_TOO_BIG,
                    UNKNOWN_CRITICAL_FRAME,
                    UNEXPECTED_FRAME,
                    BAD_ALIAS,
                    BAD_SEQUENCE,
                    WINDOW_EXCEEDED -> BUG;
            case HANDSHAKE_TIMEOUT,
                    FRAME_TIMEOUT,
                    IDLE_TIMEOUT,
                    SLOW_READER,
                    TOO_MANY_CONNECTIONS,
                    OVERLOADED,
                    SHUTTING_DOWN,
                    STORAGE_FAILED,
                    INTERNAL -> RETRY;
        };
    }
}
