package dev.carillon.node.peer;

import dev.carillon.node.runtime.Clock;
import java.time.Duration;

/**
 * Says which nodes count as dead: those that were silent for long, and, sooner, those whose connections all ended, as they do
 * at once when a process dies. A guess, good enough to hasten elections; any thread.
 */
public final class PeerSilence {
    private final PeerHealth health;
    private final Clock clock;
    private final long silentNs;
    private final long endedNs;

    /**
     * @param silent silence after which a node counts as dead; several pings long
     * @param ended the same when no connection to or from it stands
     */
    public PeerSilence(PeerHealth health, Clock clock, Duration silent, Duration ended) {
        this.health = health;
        this.clock = clock;
        this.silentNs = silent.toNanos();
        this.endedNs = ended.toNanos();
    }

    public boolean isDown(int node) {
        PeerHealth.PeerStatus status = health.peer(node);
        if (status == null || !status.heard()) {
            return true;
        }
        boolean connected = status.streamsIn() + status.streamsOut() > 0;
        return clock.nanoTime() - status.lastHeardNs() > (connected ? silentNs : endedNs);
    }
}
