package dev.carillon.node.replication;

import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.LogFailedException;
import dev.carillon.storage.LogFullException;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

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
    private static final int KIND_ENTRY = 1;

    private final LoopLog log;
    private final Int2ObjectHashMap<Replica> replicas = new Int2ObjectHashMap<>();
    private final List<Replica> proposed = new ArrayList<>();
    private boolean failed;
    private boolean full;

    public SingleCopyReplication(LoopLog log) {
        this.log = log;
    }

    @Override
    public PartitionLog open(int partition, Marker state, CommitListener listener) {
        Replica replica = new Replica(partition, state.index(), listener);
        if (replicas.put(partition, replica) != null) {
            throw new IllegalStateException("partition " + partition + " is open already");
        }
        return replica;
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
    public int commit() {
        return log.room() < 0 ? 0 : commitProposed();
    }

    private int commitProposed() {
        int count = proposed.size();
        for (int i = 0; i < count; i++) {
            proposed.get(i).committed();
        }
        proposed.clear();
        return count;
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
            full = true;
            return false;
        } catch (LogFailedException e) {
            failed = true;
            throw e;
        }
        // Those that had to wait for room.
        commitProposed();
        return true;
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
        private final CommitListener listener;
        private final UnsafeBuffer entry = new UnsafeBuffer(0, 0);
        private boolean busy;
        private long applied;

        Replica(int partition, long applied, CommitListener listener) {
            this.partition = partition;
            this.applied = applied;
            this.listener = listener;
        }

        @Override
        public void propose(DirectBuffer buffer, int offset, int length) {
            if (busy) {
                throw new IllegalStateException("partition " + partition + " has a proposal under way");
            }
            log.append(partition, KIND_ENTRY, applied + 1, buffer, offset, length);
            entry.wrap(buffer, offset, length);
            busy = true;
            proposed.add(this);
        }

        @Override
        public boolean isBusy() {
            return busy;
        }

        private void committed() {
            busy = false;
            applied++;
            listener.onCommitted(applied, entry, 0, entry.capacity(), true);
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
        public Marker applied() {
            return new Marker(GENERATION, applied);
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
