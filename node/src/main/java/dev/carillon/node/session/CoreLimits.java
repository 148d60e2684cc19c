package dev.carillon.node.session;

import dev.carillon.node.runtime.LoopMailbox;

/**
 * Every limit of the heart of a node. Immutable; {@link #defaults} are those of the reference configuration.
 *
 * @param mailboxBytes capacity of a loop's mailbox, a power of two
 * @param sendWindowMessages sends a device may have unacked
 * @param sendWindowBytes payload bytes a device may have unacked
 * @param inboxMessages messages kept per user before senders hear INBOX_FULL
 * @param inboxBytes bytes kept per user before senders hear INBOX_FULL
 * @param inboxAgeMs age at which an unfetched message expires
 * @param devicesPerUser enrolled devices per user
 * @param deviceAbsenceMs absence after which a device is retired
 * @param keepaliveMs silence after which a client pings; the node closes after three times that
 * @param recvAckDelayMs how long a cursor may wait for an entry to join
 * @param overlayBytesPerLoop memory for state that is not in the engine yet, per loop; above it sends are refused
 * @param outboxMessagesPerPair messages waiting per pair of partitions; above it sends to it are refused
 * @param freezeBytes changed bytes per partition that are worth writing to the engine
 * @param freezeAgeMs age of changes that are written to the engine however few
 * @param logBytesPerLoop log kept for replay per loop before partitions are written to the engine for its sake
 * @param slowReaderMs how long a connection may take nothing before it is closed
 * @param retryAfterMs when a client that was refused for now may try again
 * @param housekeepingMs how often every user is looked at for old messages and absent devices
 * @param clockJumpMs jump of the wall clock against the monotonic one that suspends expiry
 */
public record CoreLimits(
        int mailboxBytes,
        int sendWindowMessages,
        int sendWindowBytes,
        int inboxMessages,
        long inboxBytes,
        long inboxAgeMs,
        int devicesPerUser,
        long deviceAbsenceMs,
        long keepaliveMs,
        long recvAckDelayMs,
        long overlayBytesPerLoop,
        long outboxMessagesPerPair,
        long freezeBytes,
        long freezeAgeMs,
        long logBytesPerLoop,
        long slowReaderMs,
        long retryAfterMs,
        long housekeepingMs,
        long clockJumpMs) {

    private static final long DAY_MS = 24L * 60 * 60 * 1000;

    public static CoreLimits defaults() {
        return new CoreLimits(
                LoopMailbox.CAPACITY_DEFAULT,
                256,
                1 << 20,
                100_000,
                64L << 20,
                30 * DAY_MS,
                8,
                90 * DAY_MS,
                30_000,
                50,
                256L << 20,
                200_000,
                4L << 20,
                10_000,
                512L << 20,
                60_000,
                500,
                60L * 60 * 1000,
                60_000);
    }
}
