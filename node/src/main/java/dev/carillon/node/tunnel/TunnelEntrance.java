package dev.carillon.node.tunnel;

import org.jspecify.annotations.Nullable;

/** The end at the client's node. Runs on the loop of the user's partition there. */
final class TunnelEntrance extends TunnelEnd {
    /** The client, by its number at this node's edge. */
    final long connection;

    /** What the client sent and the owner has no room for yet. Meanwhile the connection is not read. */
    final HeldBytes toOwner = new HeldBytes();

    /** What the owner sent and the client has not read yet; the window bounds it. */
    final HeldBytes toClient = new HeldBytes();

    /** When something came through it last, or it was asked for. */
    long heardNs;

    /** Where it stands with those to the same owner, as long as it needs one. */
    @Nullable
    EntranceRow row;

    /** Its place there. */
    int place;

    /** Whether the client asked to be served here for good. */
    final boolean stays;

    /** When a client that does not stay is sent to the owner. */
    long sendOnAtNs;

    /** The client is gone; what it had sent before still goes to the owner. */
    boolean clientGone;

    /** The owner has closed; what it had sent before still goes to the client. */
    boolean ownerDone;

    TunnelEntrance(long connection, int node, int partition, long number, int windowBytes, boolean stays, long nowNs) {
        super(node, partition, number, TunnelFrames.TO_EXIT, windowBytes);
        this.stays = stays;
        this.heardNs = nowNs;
        this.connection = connection;
    }
}
