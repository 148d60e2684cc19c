package dev.carillon.node.peer;

import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The pulses of all peers; one per node, shared by its {@link PeerServer} and {@link PeerLink}s. */
public final class PeerPulses implements PeerHealth {
    private final ConcurrentSkipListMap<Long, PeerPulse> pulses = new ConcurrentSkipListMap<>();

    /** Made when first asked for. Ask only for members: strangers must not fill memory. */
    PeerPulse of(long nodeId) {
        return pulses.computeIfAbsent(nodeId, PeerPulse::new);
    }

    @Override
    public List<PeerStatus> peers() {
        return pulses.values().stream().map(PeerPulse::status).toList();
    }

    @Override
    public @Nullable PeerStatus peer(long nodeId) {
        PeerPulse pulse = pulses.get(nodeId);
        return pulse == null ? null : pulse.status();
    }
}
