package dev.carillon.node.delivery;

import java.util.Locale;

/** What a loop counts. The metric's name is the constant's in lower case, with dots for underscores. */
public enum Metric {
    MESSAGES_ACCEPTED,
    MESSAGES_TAKEN,
    MESSAGES_DELIVERED,
    MESSAGES_CAUGHT_UP,
    MESSAGES_RELAYED,
    RELAYS_RESENT,
    ACKS_SENT,
    ACKS_RECEIVED,
    OWN_COPIES_SENT,
    RECEIPTS_SENT,
    SKIPS_SENT,
    ENTRIES_COMMITTED,
    ENTRY_BYTES,
    SYNCS,
    FREEZES,
    FREEZES_WRITTEN,
    FLUSHES,
    LOG_RELEASES,
    REFUSED_OVERLOADED,
    REFUSED_STORAGE_FULL,
    REFUSED_CSEQ_GAP,
    REFUSED_FOR_GOOD,
    ALARMS_SEQ_AHEAD,
    ALARMS_CLOCK,
    SESSIONS_OPENED,
    SESSIONS_REFUSED,
    SESSIONS_REPLACED,
    SESSIONS_TIMED_OUT,
    DEVICES_ENROLLED,
    DEVICES_RETIRED,
    PASSES,
    PASS_NS,
    SESSIONS(true),
    USERS_IN_MEMORY(true),
    OVERLAY_BYTES(true),
    LOG_BYTES(true);

    private final boolean gauge;

    Metric() {
        this(false);
    }

    Metric(boolean gauge) {
        this.gauge = gauge;
    }

    /** Whether the value may fall. */
    public boolean isGauge() {
        return gauge;
    }

    /** Lower case with dots, such as {@code messages.accepted}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }
}
