package dev.carillon.node.cluster;

/** What a frame between nodes is; a byte on the wire (PEER.md, "Frames"). */
public final class FrameKind {
    /** A message of the replication engine, which repeats what is lost: dropped first. */
    public static final int RAFT = 1;
    /** Items of a partition's outbox. */
    public static final int RELAY = 2;
    /** How far the other partition has come, or that its history has forked. */
    public static final int RELAY_WORD = 3;
    /** The sender leads the partition. */
    public static final int LEADS = 5;

    /** The sender is about to stop: it should not be asked to lead. */
    public static final int LEAVING = 6;

    /** What the sender knows of the cluster: {@link ClusterState}. */
    public static final int CLUSTER_STATE = 7;

    /** How new that is; who knows better answers with CLUSTER_STATE. */
    public static final int CLUSTER_VERSION = 8;

    /** The sender, who is to hold the partition, wants entries of its log. */
    public static final int FOLLOW = 9;

    /** Entries for one who follows. */
    public static final int FOLLOWED = 10;

    /** A partition has moved, or will not; for the meta group. */
    public static final int MOVED = 11;

    /** An operator's wish, for the meta group. */
    public static final int WISH = 12;

    /** What came of it. */
    public static final int WISH_ANSWER = 13;

    /** A client that is connected to the sender is to be served by the receiver. */
    public static final int TUNNEL_OPEN = 18;

    /** Bytes of its connection, one way or the other. */
    public static final int TUNNEL_BYTES = 19;

    /** How many of them have arrived and been passed on. */
    public static final int TUNNEL_CREDIT = 20;

    /** The end of that. */
    public static final int TUNNEL_CLOSE = 21;

    /** The session of a client that is connected to the sender goes on at the receiver. */
    public static final int TUNNEL_CARRY = 22;

    private FrameKind() {}

    public static boolean isKnown(int kind) {
        return kind >= RAFT && kind <= WISH_ANSWER || isTunnel(kind);
    }

    /** Whether a client's connection is carried by it: such frames have a share of their own in a link's queue. */
    public static boolean isTunnel(int kind) {
        return kind >= TUNNEL_OPEN && kind <= TUNNEL_CARRY;
    }
}
