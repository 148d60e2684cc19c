package dev.carillon.node.peer;

/**
 * Whom the cluster lets in. Asked at each handshake, on an event loop; blocks at most for one small synced
 * write, the first time that a member is met.
 */
public interface PeerAdmission {
    boolean isMember(long nodeId);

    /** Whether this life of a member ended for good: its data was given up, it must never speak again. */
    boolean isEvicted(long nodeId, long incarnation);
}
