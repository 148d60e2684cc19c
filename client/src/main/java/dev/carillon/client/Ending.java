package dev.carillon.client;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.protocol.ErrorCode;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended, and what the node said about the next one.
 *
 * @param reason a clause for people
 * @param code what ERROR or GOODBYE named; null if nothing or nothing known
 * @param afterMs wait at least this long
 * @param jitterMs and up to this much longer; −1 for the client's own back-off
 * @param move what a MOVE said; null if it did not end by one
 */
record Ending(
        String reason,
        @Nullable ErrorCode code,
        long afterMs,
        long jitterMs,
        @Nullable Move move) {
    static final long OWN_BACK_OFF = -1;

    Ending(String reason, @Nullable ErrorCode code, long afterMs, long jitterMs) {
        this(reason, code, afterMs, jitterMs, null);
    }

    static Ending of(String reason) {
        return new Ending(reason, null, 0, OWN_BACK_OFF);
    }

    /** ERROR. */
    static Ending refused(int number, String text, long retryAfterMs) {
        ErrorCode code = ErrorCode.of(number);
        String name = code == null ? "error " + number : code.name();
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return new Ending(
                "the node refused: " + name + (plain.isEmpty() ? "" : ", " + plain), code, retryAfterMs, OWN_BACK_OFF);
    }

    /** GOODBYE. */
    static Ending goodbye(int number, long afterMs, long jitterMs) {
        ErrorCode code = ErrorCode.of(number);
        String why = code == null ? "the node said good-bye" : "the node said good-bye (" + code + ")";
        return new Ending(why, code, afterMs, jitterMs);
    }

    /** MOVE. */
    static Ending moved(Move move) {
        return new Ending("the user lives at another node", null, move.afterMs(), move.jitterMs(), move);
    }

    /** The connection was never made. */
    static Ending notOpened(ServerAddress address, @Nullable Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return of("the host of " + address + " is not known");
        }
        String detail = cause == null ? "" : String.valueOf(cause.getMessage());
        if (detail.contains("refused")) {
            return of("nothing answers at " + address + " (connection refused)");
        }
        return of(
                detail.contains("timed out")
                        ? address + " does not answer"
                        : "could not connect to " + address + " (" + detail + ")");
    }

    /** The stream ended. */
    static Ending broken(@Nullable Throwable cause) {
        return of(
                cause == null ? "the node closed the connection" : "the connection broke (" + cause.getMessage() + ")");
    }

    /** The reason as a sentence. */
    String sentence() {
        return Character.toUpperCase(reason.charAt(0)) + reason.substring(1) + ".";
    }
}
