package dev.carillon.node.cluster;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.node.replication.LoopReplication;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateEngine;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/**
 * A replica of the meta group: agrees on one {@link ClusterState} after the other. An entry says which one it follows; one
 * that follows another than the present is void, so that two leaders, or a repeated proposal, do no harm. Runs on its loop.
 *
 * <pre>
 *   SET    version u8 | 1 | the version that it follows u64 | state
 *   SEAL   version u8 | 2 | attempt u32
 *   ABORT  version u8 | 3 | attempt u32
 * </pre>
 */
public final class MetaPartition extends PartitionReplica {
    private static final int VERSION = 1;
    private static final byte SET = 1;
    private static final byte SEAL = 2;
    private static final byte ABORT = 3;
    private static final int HEADER = 2;

    /** Hears what the group agrees on, and what becomes of this replica. */
    public interface Listener {
        void onAgreed(ClusterState state);

        /** This node leads the group now. */
        void onLeading(long generation, int term);

        void onLeadershipLost();

        /** @param node 0 for nobody that is known */
        void onLeader(int partition, long generation, int term, int node);

        void onSealed(int partition, long generation);

        void onStateNeeded(PartitionReplica replica, Marker atLeast, int node);
    }

    private final ClusterState initial;
    private final Listener listener;
    private final ExpandableArrayBuffer entry = new ExpandableArrayBuffer(8192);
    private MetaRecord record;
    private boolean underWay;

    /**
     * @param initial what the group's first generation begins with, and one that begins anew; for that one a later state of
     *     it is as good, since entries that lead up to it are void then
     * @param anew the last generation that begins anew on this node, see {@link ClusterState#begunAnew}
     */
    public MetaPartition(
            ClusterState initial,
            long generation,
            long anew,
            boolean following,
            StateEngine engine,
            LoopReplication replication,
            Listener listener,
            LongSupplier nowNs) {
        super(initial.metaNumber(), generation, engine, replication, nowNs);
        this.initial = initial;
        this.listener = listener;
        if (generation == anew && engine.marker(initial.metaNumber()).generation() < generation) {
            this.record = MetaRecord.of(initial);
            // Who is to hold the group next fetches it from the engine.
            overlay().dirty(record);
            open(following, new Marker(generation, 0));
        } else {
            this.record = MetaRecord.load(overlay(), initial);
            open(following, engine.marker(initial.metaNumber()));
        }
    }

    /** What was agreed on last, as far as this replica has heard. */
    public ClusterState state() {
        return record.state();
    }

    /**
     * What would be agreed on if all that the log has counted, committed or not. As where a partition is recovered: it may have
     * been agreed on with others that are gone, who may have acted upon it, and nobody can say that it was not. It counts
     * only as what follows from what is known; a proposal that came to nothing, while another one was agreed on and told,
     * is none of it.
     *
     * @param known the newest that this node knows
     */
    ClusterState latest(ClusterState known) {
        LatestState latest = new LatestState(record.state(), known);
        log().tail((index, termStart, b, offset, length) -> {
            if (!termStart && b.getByte(offset) == VERSION && b.getByte(offset + 1) == SET) {
                latest.heard(
                        b.getLong(offset + HEADER, BIG_ENDIAN),
                        ClusterStateCodec.decode(next(b, offset + HEADER, length - HEADER)));
            }
        });
        return latest.state();
    }

    /** Whether something was proposed that was neither agreed on nor lost: there is one proposal at a time. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Proposes a state that follows the present one. Only while it leads and nothing is under way. */
    void propose(ClusterState next) {
        byte[] bytes = ClusterStateCodec.encode(next);
        entry.putByte(0, (byte) VERSION);
        entry.putByte(1, SET);
        entry.putLong(HEADER, record.state().version(), BIG_ENDIAN);
        entry.putBytes(HEADER + 8, bytes);
        underWay = propose(HEADER + 8 + bytes.length);
    }

    @Override
    public void propose(int attempt, boolean abort) {
        if (!underWay) {
            entry.putByte(0, (byte) VERSION);
            entry.putByte(1, abort ? ABORT : SEAL);
            entry.putInt(HEADER, attempt, BIG_ENDIAN);
            underWay = propose(HEADER + 4);
        }
    }

    @Override
    protected void fork(int attempt) {
        throw new IllegalStateException("the meta group does not recover itself");
    }

    private boolean propose(int length) {
        if (!isLeading() || log().isBusy()) {
            return false;
        }
        log().propose(entry, 0, length);
        return true;
    }

    /** Asks a majority whether this replica still leads; without an answer it does not. */
    void confirm(Consumer<Boolean> answer) {
        log().confirmLeadership(answer);
    }

    @Override
    public GenerationSeal seal() {
        return record.seal;
    }

    @Override
    protected void onCommitted(long index, DirectBuffer b, int offset, int length, boolean proposedHere) {
        underWay &= !proposedHere;
        if (isSealed()) {
            return;
        }
        if (b.getByte(offset) != VERSION) {
            throw new CorruptStorageException("An entry of the meta group has format " + b.getByte(offset)
                    + "; this Carillon knows " + VERSION + ". Nothing was changed. Start the version that wrote it.");
        }
        record.seal.heard(index, b, offset, length);
        overlay().dirty(record);
        switch (b.getByte(offset + 1)) {
            case SET -> set(b, offset + HEADER, length - HEADER);
            case SEAL -> {
                if (record.seal.seal(b.getInt(offset + HEADER, BIG_ENDIAN), generation(), index)) {
                    sealed();
                    listener.onSealed(number(), generation());
                }
            }
            case ABORT -> record.seal.abort(b.getInt(offset + HEADER, BIG_ENDIAN), generation());
            default ->
                throw new CorruptStorageException("An entry of the meta group is of kind " + b.getByte(offset + 1)
                        + ", which this Carillon does not know. Nothing was changed. Start the version that wrote it.");
        }
    }

    private void set(DirectBuffer b, int offset, int length) {
        if (b.getLong(offset, BIG_ENDIAN) != record.state().version()) {
            return;
        }
        byte[] bytes = next(b, offset, length);
        ClusterState next = ClusterStateCodec.decode(bytes);
        if (next == null) {
            throw new CorruptStorageException("An entry of the meta group is damaged. Nothing was changed. Replace this"
                    + " node, or restore its data folder from a copy.");
        }
        record.state(next, bytes);
        overlay().dirty(record);
        listener.onAgreed(next);
    }

    /** The state that an entry is to lead to, behind the version that it follows; encoded. */
    private static byte[] next(DirectBuffer b, int offset, int length) {
        byte[] bytes = new byte[length - Long.BYTES];
        b.getBytes(offset + Long.BYTES, bytes);
        return bytes;
    }

    @Override
    protected void onLeading(int newTerm) {
        underWay = false;
        listener.onLeading(generation(), newTerm);
    }

    @Override
    protected void onLeadershipLost() {
        underWay = false;
        listener.onLeadershipLost();
    }

    @Override
    protected void onLeader(int newTerm, int node) {
        listener.onLeader(number(), generation(), newTerm, node);
    }

    @Override
    protected void onReturned(DirectBuffer b, int offset, int length, boolean mayCommit) {
        underWay = false;
    }

    @Override
    protected void onStateNeeded(Marker atLeast, int node) {
        listener.onStateNeeded(this, atLeast, node);
    }

    @Override
    protected void onStateReplaced() {
        record = MetaRecord.load(overlay(), initial);
        listener.onAgreed(record.state());
    }

    @Override
    protected void onGeneration() {
        underWay = false;
    }

    /** What it says, as text: replicas at the same entry say the same. */
    public String digest() {
        return applied() + " " + record.state().version() + " " + Long.toHexString(record.seal.history());
    }
}
