package dev.carillon.node.session;

/** The default limits, of which a test changes what it is about. */
final class TestLimits {
    private static final CoreLimits BASE = CoreLimits.defaults();

    int mailboxBytes = BASE.mailboxBytes();
    int sendWindowMessages = BASE.sendWindowMessages();
    int inboxMessages = BASE.inboxMessages();
    long inboxBytes = BASE.inboxBytes();
    long inboxAgeMs = BASE.inboxAgeMs();
    int devicesPerUser = BASE.devicesPerUser();
    long deviceAbsenceMs = BASE.deviceAbsenceMs();
    long overlayBytesPerLoop = BASE.overlayBytesPerLoop();
    long outboxMessagesPerPair = BASE.outboxMessagesPerPair();
    long freezeBytes = BASE.freezeBytes();
    long freezeAgeMs = BASE.freezeAgeMs();
    long logBytesPerLoop = BASE.logBytesPerLoop();
    long housekeepingMs = BASE.housekeepingMs();
    long clockJumpMs = BASE.clockJumpMs();

    CoreLimits build() {
        return new CoreLimits(
                mailboxBytes,
                sendWindowMessages,
                BASE.sendWindowBytes(),
                inboxMessages,
                inboxBytes,
                inboxAgeMs,
                devicesPerUser,
                deviceAbsenceMs,
                BASE.keepaliveMs(),
                BASE.recvAckDelayMs(),
                overlayBytesPerLoop,
                outboxMessagesPerPair,
                freezeBytes,
                freezeAgeMs,
                logBytesPerLoop,
                BASE.slowReaderMs(),
                BASE.retryAfterMs(),
                housekeepingMs,
                clockJumpMs);
    }
}
