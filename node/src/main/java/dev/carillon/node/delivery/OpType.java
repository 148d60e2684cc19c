package dev.carillon.node.delivery;

/** Operations of an entry; the package description draws them. Numbers are on disk and never change their meaning. */
final class OpType {
    static final int RESUME = 1;
    static final int ACCEPT = 2;
    static final int REFUSE = 3;
    static final int RELAY_IN = 4;
    static final int ACK = 5;
    static final int READ = 6;
    static final int RETIRE = 7;
    static final int EXPIRE = 8;
    static final int OUTBOX_TRIM = 9;
    static final int LIMITS = 10;
    static final int SEAL = 11;
    static final int ABORT = 12;
    static final int PIN = 13;
    static final int FORK = 14;
    static final int RELAY_FORK = 15;
    static final int RELAY_LOST = 16;
    static final int OUTBOX_HISTORY = 17;

    /** Since {@link dev.carillon.node.cluster.Format#FOLLOWING_SENDS}. */
    static final int ACCEPT_NEXT = 18;

    private OpType() {}
}
