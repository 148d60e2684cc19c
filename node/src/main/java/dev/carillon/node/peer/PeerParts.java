package dev.carillon.node.peer;

import dev.carillon.node.runtime.Clock;
import dev.carillon.protocol.peer.NodeIdentity;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What a node's server and links share.
 *
 * @param self this node
 * @param incarnation which life of its data folder this is
 * @param timer for dialling, pings and time limits; one thread is enough, nothing on it blocks. Ends after the links
 * @param random for the jitter of back-offs; thread-safe
 */
public record PeerParts(
        NodeIdentity self,
        long incarnation,
        PeerNetwork network,
        PeerLimits limits,
        PeerTimes times,
        Clock clock,
        ScheduledExecutorService timer,
        RandomGenerator random,
        PeerPulses pulses,
        PeerNotices notices) {
    /** The lowest and the highest version of the protocol that this node speaks. */
    static final int VERSION_MIN = 1;

    static final int VERSION_MAX = 1;
}
