package dev.carillon.ring;

/** What a member of the ring is there for. */
public enum MemberState {
    /** Holds its share of the partitions. */
    ACTIVE(1),
    /** Serves what it still holds, gets nothing new, and is being emptied. */
    DRAINING(2),
    /** Gone for good with its disk: its copies count as lost, and its number is never used again. */
    EVICTED(3);

    private final int code;

    MemberState(int code) {
        this.code = code;
    }

    /** The state in the encoded map. */
    int code() {
        return code;
    }
}
