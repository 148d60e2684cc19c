package dev.carillon.node.tunnel;

/**
 * What tunnels may use, per loop. The window is part of the protocol between nodes (PEER.md) and the same at all of them.
 *
 * @param windowBytes bytes of one tunnel and direction that may be on their way until the other end has passed them on;
 *     a single longer piece goes alone
 * @param heldBytesMax bytes of one client that wait for room towards the owner. Its connection is not read meanwhile; what
 *     comes all the same was read before
 * @param loopHeldBytesMax the same of all clients together, and of what waits for slow clients; beyond it the tunnel that
 *     needs more is ended, and none is opened
 * @param tunnelsMax tunnels at each end
 * @param confirmMs within which the other end must say that something arrived; then the tunnel counts as broken
 * @param probeMs after which the client's node asks whether a tunnel is still known, if nothing came through it
 * @param sendOnMs within which clients follow their sessions to another node; until then they are carried there
 */
public record TunnelLimits(
        int windowBytes,
        int heldBytesMax,
        long loopHeldBytesMax,
        int tunnelsMax,
        long confirmMs,
        long probeMs,
        long sendOnMs) {
    public static final TunnelLimits DEFAULT =
            new TunnelLimits(256 << 10, 4 << 20, 64L << 20, 100_000, 5_000, 15_000, 10_000);

    /** Time between two looks at what is owed to other ends, ns. */
    static final long OWED_NS = 200_000_000;

    /** Time after which something is tried again that a link had no room for, ns. */
    static final long RETRY_NS = 2_000_000;

    /** Most that is handed to a client's connection at once. */
    static final int PIECE_BYTES = 64 << 10;

    public TunnelLimits {
        if (windowBytes < 1
                || heldBytesMax < 1
                || loopHeldBytesMax < 1
                || tunnelsMax < 0
                || confirmMs < 1
                || probeMs < 1
                || sendOnMs < 1) {
            throw new IllegalArgumentException("a tunnel needs some room and some time");
        }
    }
}
