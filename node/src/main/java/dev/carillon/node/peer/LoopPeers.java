package dev.carillon.node.peer;

import dev.carillon.node.cluster.Peers;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** One loop's links to the other nodes, and whether these are heard of. Runs on the loop. */
public final class LoopPeers implements Peers {
    private final PeerLinks links;
    private final PeerSilence silence;
    private final int loop;
    private final Int2ObjectHashMap<PeerLink> used = new Int2ObjectHashMap<>();

    public LoopPeers(PeerLinks links, PeerSilence silence, int loop) {
        this.links = links;
        this.silence = silence;
        this.loop = loop;
    }

    private @Nullable PeerLink link(int node) {
        PeerLink link = used.get(node);
        if (link == null || link.isStopped()) {
            link = links.link(node, loop);
            if (link == null) {
                used.remove(node);
            } else {
                used.put(node, link);
            }
        }
        return link;
    }

    @Override
    public boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length) {
        PeerLink link = link(node);
        return link != null && link.send(kind, partition, frame, offset, length);
    }

    @Override
    public long room(int node) {
        PeerLink link = link(node);
        return link == null ? 0 : link.room();
    }

    @Override
    public void flush() {
        for (PeerLink link : used.values()) {
            link.flush();
        }
    }

    @Override
    public long connection(int node) {
        PeerLink link = link(node);
        return link == null || !link.isOpen() ? 0 : link.counters().connections();
    }

    @Override
    public boolean isDown(int node) {
        return silence.isDown(node);
    }
}
