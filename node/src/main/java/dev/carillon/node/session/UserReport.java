package dev.carillon.node.session;

import java.util.List;

/**
 * A user's inbox and devices, without any message.
 *
 * @param here whether this node leads the user's partition; if not, nothing else is known
 * @param known whether there is such a user
 * @param head the newest inbox sequence
 * @param kept messages that a device has not taken over
 * @param oldestMs when the oldest kept message was stored, ms since 1970; 0 if nothing is kept
 * @param expired up to here messages were given up for their age
 * @param purged up to here messages made room for newer ones
 */
public record UserReport(
        boolean here,
        boolean known,
        long head,
        long kept,
        long keptBytes,
        long oldestMs,
        long expired,
        long purged,
        List<DeviceReport> devices) {
    static final UserReport ELSEWHERE = new UserReport(false, false, 0, 0, 0, 0, 0, 0, List.of());
    static final UserReport UNKNOWN = new UserReport(true, false, 0, 0, 0, 0, 0, 0, List.of());

    /**
     * One device.
     *
     * @param sent the highest send that is settled
     * @param cursor the inbox sequence up to which it needs nothing any more
     */
    public record DeviceReport(long install, boolean connected, long sent, long cursor, long lastSeenMs) {}
}
