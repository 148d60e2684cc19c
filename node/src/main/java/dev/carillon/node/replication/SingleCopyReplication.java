package dev.carillon.node.replication;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogFullException;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One copy of every partition's log, in the loop's log: an entry's index is its log index, the generation is 1. Nothing but
 * a crash can keep an entry of the one copy from becoming durable, once the log has room for it; so listeners hear of it
 * at once, and what it causes joins the same write and the same sync. A crash before the sync takes all of it together.
 *
 * <p>Without room for the batch, listeners hear nothing until it is on disk. A failed log is final: whether its last batch
 * is on disk is unknown until the next start reads it.
 */
public final class SingleCopyReplication implements LoopReplication {
    private static final long GENERATION = 1;
    private static final int TERM = 1;
    private static final int KIND_ENTRY = 1;

    private final LoopLog log;
    private final Int2ObjectHashMap<Replica> replicas = new Int2ObjectHashMap<>();
    private final List<Replica> opened = new ArrayList<>();
    private final List<Replica> proposed = new ArrayList<>();
    private boolean failed;
    private boolean full;

    /** Listeners have heard of what is not durable. */
    private boolean heard;

    /** What was proposed has to wait for room in the log. */
    private boolean waitsForRoom;

    public SingleCopyReplication(LoopLog log) {
        this.log = log;
    }

    @Override
    public PartitionLog open(int partition, long generation, Marker state, ReplicaListener listener, boolean first) {
        Replica replica = new Replica(partition, state.index(), listener);
        if (replicas.put(partition, replica) != null) {
            throw new IllegalStateException("partition " + partition + " is open already");
        }
        opened.add(replica);
        return replica;
    }

    @Override
    public @Nullable EndedLog openSealed(int partition, long generation) {
        return null;
    }

    @Override
    public void discardOthers() {
        throw new IllegalStateException("replicas of a node that is alone do not go");
    }

    @Override
    public void recover() {
        log.replay(this::onRecord);
    }

    private void onRecord(int group, int kind, long index, DirectBuffer buffer, int offset, int length) {
        Replica replica = replicas.get(group);
        if (replica == null || kind != KIND_ENTRY) {
            throw new CorruptStorageException("The log has a record of kind " + kind + " for partition " + group
                    + ", which does not write to it. Nothing was changed. Restore the data folder from a copy.");
        }
        if (index > replica.applied) {
            replica.recovered(index, buffer, offset, length);
        }
    }

    @Override
    public void start() {
        opened.forEach(Replica::lead);
    }

    @Override
    public int commit() {
        if (log.room() < 0) {
            waitsForRoom = !proposed.isEmpty();
            return 0;
        }
        return commitProposed();
    }

    private int commitProposed() {
        int count = proposed.size();
        for (int i = 0; i < count; i++) {
            proposed.get(i).committed();
        }
        proposed.clear();
        waitsForRoom = false;
        heard |= count > 0;
        return count;
    }

    @Override
    public boolean isAheadOfDisk() {
        return false;
    }

    @Override
    public boolean sync() {
        if (failed) {
            throw new IllegalStateException("the log has failed");
        }
        if (!log.isDirty()) {
            return false;
        }
        try {
            log.sync();
            full = false;
        } catch (LogFullException e) {
            if (heard) {
                throw new IllegalStateException("entries were committed that the log has no room for", e);
            }
            full = true;
            return false;
        } catch (LogFailedException e) {
            failed = true;
            throw e;
        }
        // Those that had to wait for room.
        commitProposed();
        heard = false;
        return true;
    }

    @Override
    public boolean receive(DirectBuffer message, int offset, int length) {
        return false;
    }

    @Override
    public void nodeDown(int node) {}

    @Override
    public void nodeConnected(int node) {}

    @Override
    public long nextDeadlineNs() {
        return Long.MAX_VALUE;
    }

    @Override
    public long room() {
        return Math.max(0, log.room());
    }

    @Override
    public boolean isFull() {
        return full || log.isFull();
    }

    @Override
    public long bytesKept() {
        return log.bytes();
    }

    private final class Replica implements PartitionLog {
        private final int partition;
        private final ReplicaListener listener;
        private final ArrayDeque<UnsafeBuffer> underWay = new ArrayDeque<>();
        private final ArrayDeque<UnsafeBuffer> spare = new ArrayDeque<>();
        private long applied;

        Replica(int partition, long applied, ReplicaListener listener) {
            this.partition = partition;
            this.applied = applied;
            this.listener = listener;
        }

        private void lead() {
            listener.onLeading(TERM);
        }

        @Override
        public void propose(DirectBuffer buffer, int offset, int length) {
            if (waitsForRoom) {
                throw new IllegalStateException("partition " + partition + " has to wait for room in the log");
            }
            log.append(partition, KIND_ENTRY, applied + underWay.size() + 1, buffer, offset, length);
            UnsafeBuffer entry = spare.isEmpty() ? new UnsafeBuffer(0, 0) : spare.pop();
            entry.wrap(buffer, offset, length);
            underWay.add(entry);
            proposed.add(this);
        }

        @Override
        public boolean isBusy() {
            return waitsForRoom;
        }

        private void committed() {
            UnsafeBuffer entry = underWay.remove();
            applied++;
            listener.onCommitted(applied, entry, 0, entry.capacity(), true);
            spare.push(entry);
        }

        private void recovered(long index, DirectBuffer buffer, int offset, int length) {
            if (index != applied + 1) {
                throw new CorruptStorageException("The log of partition " + partition + " continues at entry " + index
                        + ", but its state ends at " + applied + ": entries are missing. Nothing was changed. Restore"
                        + " the data folder from a copy.");
            }
            applied = index;
            listener.onCommitted(index, buffer, offset, length, false);
        }

        @Override
        public boolean handOver(int node) {
            return false;
        }

        @Override
        public void confirmLeadership(Consumer<Boolean> answer) {
            answer.accept(true);
        }

        @Override
        public long read(long from, long bytesMax, EntryVisitor visitor) {
            throw onlyCopy();
        }

        @Override
        public void close() {
            throw onlyCopy();
        }

        @Override
        public void sealed(long index) {
            throw onlyCopy();
        }

        @Override
        public void halt() {
            throw onlyCopy();
        }

        @Override
        public boolean hearRest() {
            throw onlyCopy();
        }

        @Override
        public void tail(EntryVisitor visitor) {
            // Nothing but a crash can keep an entry of the one copy from counting: they are heard at once.
        }

        @Override
        public void append(DirectBuffer entry, int offset, int length) {
            throw onlyCopy();
        }

        @Override
        public LogEnd end() {
            return new LogEnd(applied, TERM);
        }

        @Override
        public Marker applied() {
            return new Marker(GENERATION, applied);
        }

        @Override
        public void holdStill() {
            throw onlyCopy();
        }

        @Override
        public void stateInstalled(Marker state) {
            throw onlyCopy();
        }

        private IllegalStateException onlyCopy() {
            return new IllegalStateException("the only copy of partition " + partition + " stays where it is");
        }

        @Override
        public void release(Marker flushed) {
            log.release(partition, flushed.index() + 1);
        }

        @Override
        public long bytesKept() {
            return log.bytesSince(partition);
        }
    }
}
