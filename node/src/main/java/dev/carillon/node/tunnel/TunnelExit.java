package dev.carillon.node.tunnel;

/** The end at the owner. Runs on the loop of the user's partition there. */
final class TunnelExit extends TunnelEnd {
    /** How its session is known at this node: below 0, so that it is no connection of this node's edge. */
    final long connection;

    /** A send was refused: the session must hear of room. */
    boolean refused;

    /** The session has closed, and the link had no room to say so. */
    boolean closeDue;

    TunnelExit(long connection, int node, int partition, long number, int windowBytes) {
        super(node, partition, number, TunnelFrames.TO_ENTRANCE, windowBytes);
        this.connection = connection;
    }
}
