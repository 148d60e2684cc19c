package dev.carillon.node.delivery;

import dev.carillon.protocol.ErrorCode;

/** Hears, once, what came of a RESUME that was asked for here. Called by apply, on the loop. */
public interface ResumeListener {
    /** Which connection asked. */
    ConnectionNumber number();

    /** Whether it has ended meanwhile, so that nobody waits for the answer. */
    boolean isOver();

    /**
     * The device may go on.
     *
     * @param enrolled whether it was enrolled just now
     */
    void onResumed(UserState user, DeviceState device, boolean enrolled);

    /**
     * The device may not: {@code NOT_ENROLLED}, {@code DEVICE_RETIRED}, {@code DEVICE_LIMIT} or {@code SEQ_AHEAD}; or it is on a
     * newer connection, {@code REPLACED}.
     */
    void onResumeRefused(ErrorCode why);
}
