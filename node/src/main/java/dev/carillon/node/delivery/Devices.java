package dev.carillon.node.delivery;

import dev.carillon.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Whether a device may resume (PROTOCOL.md, "Devices"). */
public final class Devices {
    private Devices() {}

    /** What stands against it, or null. A user that is not known yet has an empty inbox and no devices. */
    public static @Nullable ErrorCode judge(
            @Nullable UserState user, long install, boolean enrol, long lastSeq, InboxLimits limits) {
        if (user != null && user.isRetired(install)) {
            return ErrorCode.DEVICE_RETIRED;
        }
        boolean known = user != null && user.device(install) != null;
        if (!known && !enrol) {
            return ErrorCode.NOT_ENROLLED;
        }
        if (!known && user != null && user.devices.length >= limits.devices()) {
            return ErrorCode.DEVICE_LIMIT;
        }
        return lastSeq > (user == null ? 0 : user.head()) ? ErrorCode.SEQ_AHEAD : null;
    }

    /** The same for the person who reads the client's log: what is wrong, and what to do. */
    public static String sentence(ErrorCode refused) {
        return switch (refused) {
            case DEVICE_RETIRED -> "this device was retired; enrol as a new one";
            case NOT_ENROLLED -> "this device is not enrolled; enrol it first";
            case REPLACED -> "a newer connection of this device took over";
            case DEVICE_LIMIT -> "the user has as many devices as allowed; retire one first";
            default -> "this device cannot resume: " + refused;
        };
    }
}
