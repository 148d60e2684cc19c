package dev.carillon.client;

import dev.carillon.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Numbers in WELCOME that cannot be true of this device; they must not be smoothed over (PROTOCOL.md, sections 8.6 and 18). In
 * the order of the checks: in another history, the other numbers mean nothing.
 */
enum Misfit {
    OTHER_HISTORY(
            "the node counts in another history than this device (was it restored from a backup?), so that numbers "
                    + "mean other messages than before",
            false),
    NODE_BEHIND("the node's inbox is behind what this device has taken over (was it restored from a backup?)", false),
    STORE_WENT_BACK(
            "the device's store has gone back behind what it had sent (was it copied, or restored from a backup?)",
            true),
    NODE_FORGOT("the node has forgotten messages that it had stored", true);

    /** After a sentence that says that the node has lost, or may have lost, what this device has. */
    static final String WHAT_TO_DO = " Nothing was changed on this device and its unanswered sends are kept."
            + " To go on, start it as a new device.";

    private final String clause;
    private final boolean newDevice;

    Misfit(String clause, boolean newDevice) {
        this.clause = clause;
        this.newDevice = newDevice;
    }

    /** The first check that fails; null if all is well. */
    static @Nullable Misfit of(
            DeviceIdentity identity, Outbox outbox, long lastSeq, long history, long head, long ackedCseq) {
        if (!identity.livesIn(history)) {
            return OTHER_HISTORY;
        }
        if (head < lastSeq) {
            return NODE_BEHIND;
        }
        if (ackedCseq >= outbox.leftBefore()) {
            return STORE_WENT_BACK;
        }
        return ackedCseq + 1 < outbox.first() ? NODE_FORGOT : null;
    }

    /** Whether the client goes on as a new device by itself; else only when the application says so. */
    boolean newDevice() {
        return newDevice;
    }

    /** How a connection ends over it. */
    Ending ending() {
        return new Ending(clause, newDevice ? null : ErrorCode.SEQ_AHEAD, 0, Ending.OWN_BACK_OFF);
    }
}
