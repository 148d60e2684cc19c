package dev.carillon.node.cluster;

import dev.carillon.node.replication.raft.GroupDirectory;
import dev.carillon.node.replication.raft.RaftGroup;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a node knows of its cluster now. It takes effect only once it is on disk: what was acted upon must not be forgotten
 * by a restart. A node that starts knows what it last knew; until the meta group has confirmed that, or told better, it
 * runs no replica of a user's partition, for its place may have been taken meanwhile. Any thread; a node's loops share it.
 */
public final class ClusterView implements GroupDirectory {
    private final ClusterStore store;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile ClusterState state;
    private volatile boolean confirmed;

    // Guarded by this.
    private long newest;

    /** The first version that a majority has confirmed, which may not be on disk yet. */
    private long confirmedAt = Long.MAX_VALUE;

    /** @param known what the node last knew, or begins with */
    public ClusterView(ClusterState known, ClusterStore store) {
        this.state = known;
        this.newest = known.version();
        this.store = store;
    }

    public ClusterState state() {
        return state;
    }

    public ClusterMap map() {
        return state.map();
    }

    /** Whether the meta group has said, since this node started, that this is how things are. */
    public boolean isConfirmed() {
        return confirmed;
    }

    /** Called after each change; must be quick. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /**
     * Hears of a state.
     *
     * @param byMajority whether the meta group's leader has said it after asking a majority, since this node started
     */
    public void hear(ClusterState said, boolean byMajority) {
        synchronized (this) {
            if (byMajority) {
                confirmedAt = Math.min(confirmedAt, said.version());
            }
            if (said.version() > newest) {
                newest = said.version();
                store.save(ClusterStateCodec.encode(said), () -> take(said));
                return;
            }
        }
        if (byMajority && !confirmed) {
            take(state);
        }
    }

    private void take(ClusterState said) {
        synchronized (this) {
            if (said.version() > state.version()) {
                state = said;
            }
            confirmed |= state.version() >= confirmedAt;
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public RaftGroup group(int partition, long generation) {
        return state.group(partition, generation);
    }
}
