package dev.carillon.node.peer;

import dev.carillon.node.runtime.Clock;
import dev.carillon.peer.v1.Hello;
import dev.carillon.peer.v1.Welcome;
import dev.carillon.protocol.peer.NodeIdentity;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/**
 * What a node's server and links share.
 *
 * @param self this node
 * @param incarnation which life of its data folder this is
 * @param copier one thread that reads and writes copies of states; may block on disk. Ends after the links
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
        Executor copier,
        ScheduledExecutorService timer,
        RandomGenerator random,
        PeerPulses pulses,
        PeerNotices notices) {
    /** The lowest and the highest version of the protocol that this node speaks. */
    static final int VERSION_MIN = 1;

    static final int VERSION_MAX = 1;

    /** What this node says first to another one. */
    Hello hello(PeerAddress to, int loop) {
        return Hello.newBuilder()
                .setVersionMin(VERSION_MIN)
                .setVersionMax(VERSION_MAX)
                .setClusterId(self.clusterId())
                .setAnswererNodeId(to.nodeId())
                .setNodeId(self.nodeId())
                .setIncarnation(incarnation)
                .setLoop(loop)
                .build();
    }

    /** What this node answers to a good Hello. */
    Welcome welcome(int version) {
        return Welcome.newBuilder()
                .setVersion(version)
                .setNodeId(self.nodeId())
                .setIncarnation(incarnation)
                .build();
    }
}
