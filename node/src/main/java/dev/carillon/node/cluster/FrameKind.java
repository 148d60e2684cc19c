package dev.carillon.node.cluster;

/** What a frame between nodes is; a byte on the wire (PEER.md, "Frames"). */
public final class FrameKind {
    /** A message of the replication engine, which repeats what is lost: dropped first. */
    public static final int RAFT = 1;
    /** Items of a partition's outbox. */
    public static final int RELAY = 2;
    /** How far the other partition has come. */
    public static final int RELAY_ANSWER = 3;
    /** Bytes of a client's connection that is served elsewhere. */
    public static final int TUNNEL = 4;

    /** The sender leads the partition. */
    public static final int LEADS = 5;

    /** The sender is about to stop: it should not be asked to lead. */
    public static final int LEAVING = 6;

    private FrameKind() {}

    public static boolean isKnown(int kind) {
        return kind >= RAFT && kind <= LEAVING;
    }
}
