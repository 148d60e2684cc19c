package dev.carillon.node.cluster;

import dev.carillon.node.replication.EntryVisitor;
import dev.carillon.node.replication.LogEnd;
import dev.carillon.node.replication.PartitionLog;
import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.storage.Marker;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/**
 * The log of a partition as one hears it who is no member of its generation, but will be of the next: entries that a
 * member says are committed, in order, over a copy of the state. Nothing is proposed and nothing is kept. Runs on the loop.
 */
final class FollowedLog implements PartitionLog {
    private final long generation;
    private final ReplicaListener listener;
    private Marker has;
    private boolean holdsStill;

    /** @param has how far the state here has come; of this generation, or of no use */
    FollowedLog(long generation, Marker has, ReplicaListener listener) {
        this.generation = generation;
        this.has = has;
        this.listener = listener;
    }

    /** Whether there is a state for entries to follow. The first generation begins with nothing. */
    boolean isBased() {
        return has.generation() == generation || generation == 1 && has.equals(Marker.NONE);
    }

    /** The entry that it needs next. */
    long next() {
        return has.generation() == generation ? has.index() + 1 : 1;
    }

    /** @return whether it was the next one */
    boolean hear(long index, boolean termStart, DirectBuffer entry, int offset, int length) {
        if (holdsStill || !isBased() || index != next()) {
            return false;
        }
        if (termStart) {
            listener.onTermStarted(index);
        } else {
            listener.onCommitted(index, entry, offset, length, false);
        }
        has = new Marker(generation, index);
        return true;
    }

    @Override
    public void propose(DirectBuffer entry, int offset, int length) {
        throw new IllegalStateException("nothing is proposed to a log that is only followed");
    }

    @Override
    public boolean isBusy() {
        return true;
    }

    @Override
    public boolean handOver(int node) {
        return false;
    }

    @Override
    public void confirmLeadership(Consumer<Boolean> answer) {
        answer.accept(false);
    }

    @Override
    public long read(long from, long bytesMax, EntryVisitor visitor) {
        return -1;
    }

    @Override
    public void close() {
        holdsStill = true;
    }

    @Override
    public void sealed(long index) {
        throw new IllegalStateException("a log that is only followed does not keep what it says");
    }

    @Override
    public void halt() {
        holdsStill = true;
    }

    @Override
    public void tail(EntryVisitor visitor) {
        // What it has is committed.
    }

    @Override
    public boolean hearRest() {
        return false;
    }

    @Override
    public void append(DirectBuffer entry, int offset, int length) {
        throw new IllegalStateException("nothing is added to a log that is only followed");
    }

    @Override
    public LogEnd end() {
        return new LogEnd(has.index(), 0);
    }

    @Override
    public Marker applied() {
        return has;
    }

    @Override
    public void holdStill() {
        holdsStill = true;
    }

    @Override
    public void stateInstalled(Marker state) {
        holdsStill = false;
        has = state;
    }

    @Override
    public void release(Marker flushed) {
        // Nothing is kept.
    }

    @Override
    public long bytesKept() {
        return 0;
    }
}
