package dev.carillon.node.replication.raft;

import dev.carillon.node.replication.EndedLog;
import dev.carillon.node.replication.EntryVisitor;
import dev.carillon.node.replication.LogEnd;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.replication.PartitionLog;
import dev.carillon.node.replication.ReplicaListener;
import dev.carillon.node.runtime.Clock;
import dev.carillon.storage.LoopLog;
import dev.carillon.storage.Marker;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Partitions that are groups of a {@link RaftLoop}, each under its own number. Runs on the loop. */
public final class RaftReplication implements LoopReplication {
    private final RaftLoop loop;
    private final LoopLog log;
    private final int node;
    private final long incarnation;
    private final GroupDirectory groups;

    /**
     * @param log the one that {@code loop} writes to
     * @param node this one
     * @param incarnation of this node's disk
     * @param groups of each partition that is opened, the generation asked for
     */
    public RaftReplication(RaftLoop loop, LoopLog log, int node, long incarnation, GroupDirectory groups) {
        this.loop = loop;
        this.log = log;
        this.node = node;
        this.incarnation = incarnation;
        this.groups = groups;
    }

    /**
     * The replicas of one loop, which write to its log.
     *
     * @param disk runs what waits for the disk, one task at a time
     * @param wake called on the disk's thread when a pass is due for its sake
     */
    public static RaftReplication of(
            LoopLog log,
            RaftTransport transport,
            Clock clock,
            RaftParts parts,
            int node,
            long incarnation,
            GroupDirectory groups,
            Executor disk,
            Runnable wake) {
        RaftLoop loop = new RaftLoop(
                log, transport, clock, parts.random().get(), parts.engineErrors(), parts.options(), disk, wake);
        return new RaftReplication(loop, log, node, incarnation, groups);
    }

    /** @throws IllegalArgumentException if this node, with the disk it has, is no member; the message is for people */
    @Override
    public PartitionLog open(int partition, long generation, Marker state, ReplicaListener listener, boolean first) {
        RaftGroup group = groups.group(partition, generation);
        return new ReplicaLog(
                loop.open(group, new RaftMember(node, group.generation(), incarnation), state, listener, first), log);
    }

    @Override
    public @Nullable EndedLog openSealed(int partition, long generation) {
        return loop.openSealed(partition, new RaftMember(node, generation, incarnation));
    }

    @Override
    public void discardOthers() {
        loop.discardOthers();
    }

    @Override
    public void recover() {
        loop.start();
    }

    @Override
    public void start() {}

    @Override
    public int commit() {
        long before = loop.counters().commits;
        loop.work();
        return (int) (loop.counters().commits - before);
    }

    /** What commits before the sync is on a majority's disks: this node's own copy counts only once it was synced. */
    @Override
    public boolean isAheadOfDisk() {
        return log.isDirty();
    }

    @Override
    public boolean sync() {
        long before = loop.sync().filling();
        loop.finish();
        return loop.sync().filling() != before;
    }

    @Override
    public boolean receive(DirectBuffer message, int offset, int length) {
        return loop.receive(message, offset, length) == null;
    }

    @Override
    public void nodeDown(int dead) {
        loop.nodeDown(dead);
    }

    @Override
    public void nodeConnected(int node) {
        loop.nodeConnected(node);
    }

    @Override
    public long nextDeadlineNs() {
        return loop.nextDeadlineNs();
    }

    @Override
    public long room() {
        return Math.max(0, log.room());
    }

    @Override
    public boolean isFull() {
        return loop.isStalled() || log.isFull();
    }

    @Override
    public long bytesKept() {
        return log.bytes();
    }

    /** One partition's replica. */
    private record ReplicaLog(Replica replica, LoopLog log) implements PartitionLog {
        @Override
        public void propose(DirectBuffer entry, int offset, int length) {
            if (!replica.propose(entry, offset, length)) {
                throw new IllegalStateException("group " + replica.group().number() + " takes no proposal now");
            }
        }

        @Override
        public boolean isBusy() {
            return !replica.takesProposals();
        }

        @Override
        public boolean handOver(int node) {
            return replica.transferLeadership(node);
        }

        @Override
        public void confirmLeadership(Consumer<Boolean> answer) {
            replica.confirmLeadership(answer);
        }

        @Override
        public long read(long from, long bytesMax, EntryVisitor visitor) {
            return replica.read(from, bytesMax, visitor);
        }

        @Override
        public void close() {
            replica.close();
        }

        @Override
        public void sealed(long index) {
            replica.sealed(index);
        }

        @Override
        public void halt() {
            replica.halt();
        }

        @Override
        public boolean hearRest() {
            return replica.hearRest();
        }

        @Override
        public void tail(EntryVisitor visitor) {
            GroupLog all = replica.log();
            all.read(applied().index() + 1, all.last(), Long.MAX_VALUE, visitor);
        }

        @Override
        public void append(DirectBuffer entry, int offset, int length) {
            replica.append(entry, offset, length);
        }

        @Override
        public LogEnd end() {
            return replica.log().end();
        }

        @Override
        public Marker applied() {
            return replica.applied();
        }

        @Override
        public void holdStill() {
            replica.holdStill();
        }

        @Override
        public void stateInstalled(Marker state) {
            replica.stateInstalled(state);
        }

        @Override
        public void release(Marker flushed) {
            replica.release(flushed);
        }

        @Override
        public long bytesKept() {
            return log.bytesSince(replica.group().logNumber());
        }
    }
}
