package dev.carillon.node.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A node's links to all others, one for each of its loops. Any thread; loops keep the links they use. */
public final class PeerLinks implements AutoCloseable {
    private final PeerParts parts;
    private final PeerAdmission admission;
    private final int loops;
    private final ConcurrentHashMap<Long, List<PeerLink>> links = new ConcurrentHashMap<>();

    /**
     * @param admission which lives of nodes are spoken to
     * @param loops of this node, 1 to 256
     */
    public PeerLinks(PeerParts parts, PeerAdmission admission, int loops) {
        if (loops < 1 || loops > PeerLimits.LOOP_MAX + 1) {
            throw new IllegalArgumentException("loops: " + loops);
        }
        this.parts = parts;
        this.admission = admission;
        this.loops = loops;
    }

    /**
     * Starts to call a node, once; with another address than before it is called there from now on.
     *
     * @throws RuntimeException if the network must not be used for that; the message is for people
     */
    public synchronized void call(PeerAddress address) {
        List<PeerLink> before = links.get(address.nodeId());
        if (before != null && before.get(0).address().equals(address)) {
            return;
        }
        parts.network().checkCall(address.host(), address.port());
        forget(address.nodeId());
        List<PeerLink> made = new ArrayList<>();
        for (int loop = 0; loop < loops; loop++) {
            made.add(new PeerLink(parts, admission, address, loop));
        }
        links.put(address.nodeId(), List.copyOf(made));
        made.forEach(PeerLink::start);
    }

    /**
     * A node has just called: its links need not wait for their next attempt, which is far away if it was gone for long.
     */
    public void callBack(long nodeId) {
        List<PeerLink> all = links.get(nodeId);
        if (all != null) {
            // Not by who holds the lock of a stream.
            parts.timer().execute(() -> all.forEach(PeerLink::dialNow));
        }
    }

    /** Ends the links to a node. */
    public synchronized void forget(long nodeId) {
        List<PeerLink> before = links.remove(nodeId);
        if (before != null) {
            before.forEach(PeerLink::stop);
        }
    }

    /** Ends the links to all others. */
    public synchronized void keepOnly(LongPredicate called) {
        for (Long nodeId : List.copyOf(links.keySet())) {
            if (!called.test(nodeId)) {
                forget(nodeId);
            }
        }
    }

    /** @return null if the node is not called */
    public @Nullable PeerLink link(long nodeId, int loop) {
        List<PeerLink> all = links.get(nodeId);
        return all == null ? null : all.get(loop);
    }

    @Override
    public synchronized void close() {
        links.values().forEach(all -> all.forEach(PeerLink::stop));
        links.clear();
    }
}
