package dev.carillon.node.cluster;

import dev.carillon.node.replication.raft.GroupDirectory;
import dev.carillon.node.replication.raft.RaftGroup;
import dev.carillon.storage.NewerFormatException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a node knows of its cluster now. It takes effect only once it is on disk: what was acted upon must not be forgotten
 * by a restart. A node that starts knows what it last knew; until the meta group has confirmed that, or told better, it
 * runs no replica of a user's partition, for its place may have been taken meanwhile. Any thread; a node's loops share it.
 */
public final class ClusterView implements GroupDirectory {
    private final ClusterStore store;
    private final int newestFormat;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile ClusterState state;
    private volatile boolean confirmed;

    // Guarded by this.
    private ClusterState newest;

    /** The first version that a majority has confirmed, which may not be on disk yet. */
    private long confirmedAt = Long.MAX_VALUE;

    /**
     * @param known what the node last knew, or begins with
     * @param newestFormat that this node reads and lets others write
     * @throws NewerFormatException if the cluster writes a newer one
     */
    public ClusterView(ClusterState known, ClusterStore store, int newestFormat) {
        this.store = store;
        this.newestFormat = newestFormat;
        require(known);
        this.state = known;
        this.newest = known;
    }

    private void require(ClusterState said) {
        if (said.format() > newestFormat) {
            throw new NewerFormatException(Format.tooNew(said.format(), newestFormat));
        }
    }

    /** What nodes write now, as far as this one knows; see {@link Format}. */
    public int format() {
        return state.format();
    }

    /** The newest format that this node reads and lets others write. */
    public int newestFormat() {
        return newestFormat;
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
     * @return how it stands to what was known; nothing of an older one counts, nor of one of another past
     * @throws NewerFormatException if the cluster writes a newer format than this node knows
     */
    public Succession hear(ClusterState said, boolean byMajority) {
        require(said);
        Succession age;
        synchronized (this) {
            age = Succession.of(said, newest);
            int recoveries = said.recoveries().size();
            if (age == Succession.APART || recoveries < newest.recoveries().size()) {
                // A group that does not know yet that it was recovered confirms nothing.
                return age;
            }
            if (recoveries > newest.recoveries().size()) {
                doubt();
            }
            if (byMajority) {
                confirmedAt = Math.min(confirmedAt, said.version());
            }
            if (age == Succession.NEWER) {
                newest = said;
                store.save(ClusterStateCodec.encode(said), () -> take(said));
                return age;
            }
        }
        if (byMajority && !confirmed) {
            take(state);
        }
        return age;
    }

    /**
     * The meta group begins anew, here, with a state that nobody has agreed on. It counts once it is on disk, like any other:
     * then {@link #state} is it, or a later one.
     *
     * @return false, and nothing was done, if something else is known by now that it does not follow
     */
    boolean begin(ClusterState anew) {
        synchronized (this) {
            if (Succession.of(anew, newest) != Succession.NEWER) {
                return false;
            }
            newest = anew;
            doubt();
            store.save(ClusterStateCodec.encode(anew), () -> take(anew));
            return true;
        }
    }

    /** Who confirmed what is known has lost its say: the group that was recovered has to. */
    private void doubt() {
        confirmed = false;
        confirmedAt = Long.MAX_VALUE;
    }

    private void take(ClusterState said) {
        synchronized (this) {
            if (Succession.of(said, state) == Succession.NEWER) {
                state = said;
            }
            // Versions of before a recovery are below all that come after it.
            confirmed |= state.version() >= confirmedAt;
        }
        listeners.forEach(Runnable::run);
    }

    @Override
    public RaftGroup group(int partition, long generation) {
        return state.group(partition, generation);
    }
}
