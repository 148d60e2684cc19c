package dev.carillon.client;

import dev.carillon.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** What comes after a connection. */
sealed interface NextStep {
    /** Connect again, after a wait. */
    record Again(String reason, long delayMs) implements NextStep {}

    /**
     * The same, as a new device.
     *
     * @param sendAgain whether what may have been stored for the old device is sent again
     */
    record AgainAsNewDevice(String reason, long delayMs, boolean sendAgain) implements NextStep {}

    /** The end: trying again cannot help. */
    record Stop(String reason, @Nullable ErrorCode code) implements NextStep {}
}
