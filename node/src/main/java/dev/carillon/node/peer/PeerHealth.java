package dev.carillon.node.peer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a failure detector needs to know about the other nodes. Any thread; an immutable picture each time. */
public interface PeerHealth {
    /** Every node that was ever heard or is called, by node ID. */
    List<PeerStatus> peers();

    /** @return null for a node that was never heard nor called */
    @Nullable
    PeerStatus peer(long nodeId);

    /**
     * One node.
     *
     * @param heard whether anything ever came from it
     * @param lastHeardNs when the last packet came, monotonic ns; means nothing unless {@code heard}
     * @param incarnation of its last handshake; 0 before one
     * @param roundTripNs of the last answered ping; 0 before one
     * @param streamsIn open streams on which it sends
     * @param streamsOut open streams on which it hears
     */
    record PeerStatus(
            long nodeId,
            boolean heard,
            long lastHeardNs,
            long incarnation,
            long roundTripNs,
            int streamsIn,
            int streamsOut) {}
}
