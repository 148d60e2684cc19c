package dev.carillon.simulator.recording;

/** Numbers of the events in a file, and their flag bits. Part of the format; none is ever used again for something else. */
final class EventCode {
    static final int OPENED = 1;
    static final int CLOSED = 2;
    static final int SENT = 3;
    static final int ACKED = 4;
    static final int REFUSED = 5;
    static final int DELIVERED = 6;
    static final int RECEIPTED = 7;
    static final int SKIPPED = 8;
    static final int TOOK = 9;
    static final int READ = 10;

    /** OPENED: the device was new. */
    static final int ENROLLED = 1;

    /** SENT and DELIVERED: receipts are wanted. */
    static final int RECEIPT = 1;

    /** DELIVERED: a copy of what another device of the user sent. */
    static final int OWN = 2;

    private EventCode() {}
}
