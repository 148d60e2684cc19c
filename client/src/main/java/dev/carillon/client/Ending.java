package dev.carillon.client;

import dev.carillon.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection ended, and what the node said about the next one.
 *
 * @param reason a clause for people
 * @param code what ERROR or GOODBYE named; null if nothing or nothing known
 * @param afterMs wait at least this long
 * @param jitterMs and up to this much longer; −1 for the client's own back-off
 */
record Ending(String reason, @Nullable ErrorCode code, long afterMs, long jitterMs) {
    static final long OWN_BACK_OFF = -1;

    static Ending of(String reason) {
        return new Ending(reason, null, 0, OWN_BACK_OFF);
    }
}
