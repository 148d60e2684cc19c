package dev.carillon.node.edge;

import dev.carillon.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * The moments that one connection's time limits are counted from, and which limit has run out. Milliseconds of the
 * {@linkplain EdgeLoop#stampMs loop's clock}; the limits are the same for all, so they come with each call.
 */
final class Deadlines {
    /** Accepted, until the HELLO; from then on the last byte read. */
    private long quietSinceMs;

    private long frameSinceMs = ConnectionTable.NEVER;
    private long unwritableSinceMs = ConnectionTable.NEVER;

    void accepted(long atMs) {
        quietSinceMs = atMs;
    }

    void heard(long atMs) {
        quietSinceMs = atMs;
    }

    void frameBegan(long atMs) {
        frameSinceMs = atMs;
    }

    void frameEnded() {
        frameSinceMs = ConnectionTable.NEVER;
    }

    void unwritable(long atMs) {
        unwritableSinceMs = atMs;
    }

    void writable() {
        unwritableSinceMs = ConnectionTable.NEVER;
    }

    /** It is not for the client to answer for: we are the ones who do not read. */
    void notReading(long nowMs) {
        quietSinceMs = nowMs;
        if (frameSinceMs != ConnectionTable.NEVER) {
            frameSinceMs = nowMs;
        }
    }

    /** When the HELLO must have come. */
    long helloByMs(EdgeLimits limits) {
        return quietSinceMs + limits.helloTimeoutMs();
    }

    /** The limit of an open connection that has run out, the gravest first; null if none has. */
    @Nullable
    ErrorCode overdue(long nowMs, EdgeLimits limits) {
        if (end(unwritableSinceMs, limits.slowReaderTimeoutMs()) <= nowMs) {
            return ErrorCode.SLOW_READER;
        }
        if (end(frameSinceMs, limits.frameTimeoutMs()) <= nowMs) {
            return ErrorCode.FRAME_TIMEOUT;
        }
        return end(quietSinceMs, limits.idleTimeoutMs()) <= nowMs ? ErrorCode.IDLE_TIMEOUT : null;
    }

    /** When the next limit of an open connection runs out, if nothing happens before. */
    long nextMs(EdgeLimits limits) {
        long frame = end(frameSinceMs, limits.frameTimeoutMs());
        long slow = end(unwritableSinceMs, limits.slowReaderTimeoutMs());
        return Math.min(Math.min(frame, slow), end(quietSinceMs, limits.idleTimeoutMs()));
    }

    /** What to tell a client whose time this was. */
    static String sentence(ErrorCode overdue, EdgeLimits limits) {
        return switch (overdue) {
            case HANDSHAKE_TIMEOUT -> "no HELLO within " + limits.helloTimeoutMs() + " ms";
            case FRAME_TIMEOUT -> "frame not complete within " + limits.frameTimeoutMs() + " ms";
            case IDLE_TIMEOUT -> "nothing heard for " + limits.idleTimeoutMs() + " ms";
            case SLOW_READER -> "reads too slowly";
            default -> throw new IllegalArgumentException(overdue + " is no limit of time");
        };
    }

    private static long end(long sinceMs, long timeoutMs) {
        return sinceMs == ConnectionTable.NEVER ? ConnectionTable.NEVER : sinceMs + timeoutMs;
    }
}
