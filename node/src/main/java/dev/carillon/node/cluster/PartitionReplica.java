package dev.carillon.node.cluster;

import dev.carillon.node.replication.EndedLog;
import dev.carillon.node.replication.EntryVisitor;
import dev.carillon.node.replication.LogEnd;
import dev.carillon.node.replication.LoopReplication;
import dev.carillon.node.replication.PartitionLog;
import dev.carillon.storage.CorruptStorageException;
import dev.carillon.storage.Marker;
import dev.carillon.storage.StateBatch;
import dev.carillon.storage.StateEngine;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.function.LongSupplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One partition on this node, whatever its state is about: hears its log, lets its state trail into the engine, and goes
 * from generation to generation. Runs on the partition's loop.
 *
 * <pre>
 *   from       event                            to         effect
 *   FOLLOWING  a copy and entries               FOLLOWING  for who is no member yet
 *   MEMBER     entries                          MEMBER     leads, or does not
 *   either     the entry SEAL                   sealed     nothing is applied or led any more
 *   sealed     begin; for one that followed,    MEMBER     of the next generation; the log of the one before is kept
 *              once the engine has the base
 *   MEMBER     endAlone, where it is the survivor  sealed
 *   MEMBER     endSealed, once the engine has   MEMBER     only its own generation is kept
 *              the base
 * </pre>
 */
public abstract class PartitionReplica {
    private final int number;
    private final StateEngine engine;
    private final LoopReplication replication;
    private final LongSupplier nowNs;
    private long generation;
    private PartitionOverlay overlay;
    private @Nullable PartitionLog log;

    /** In the place of {@link #log} of one that is no member of this generation. */
    private @Nullable FollowedLog followed;

    /** Of the generation before, until all who need it have what it says. */
    private @Nullable EndedLog sealedLog;

    private boolean leading;
    private int term;
    private long changedSinceNs = Long.MAX_VALUE;
    private boolean holdsStill;

    /** Of what the engine has for good. */
    private long durableGeneration;

    /** Who led last, as this member heard. */
    private int leader;

    private boolean ledAtSeal;
    private long sealedAtNs;
    private @Nullable StateBatch unsubmitted;

    /** The entry of its generation after which the changes are taken into a batch at once; 0 for none. */
    private long freezeAt;

    /** @param nowNs when the pass began, monotonic */
    protected PartitionReplica(
            int number, long generation, StateEngine engine, LoopReplication replication, LongSupplier nowNs) {
        this.number = number;
        this.generation = generation;
        this.engine = engine;
        this.replication = replication;
        this.nowNs = nowNs;
        this.overlay = new PartitionOverlay(number, engine);
        this.durableGeneration = engine.flushedMarker(number).generation();
    }

    /** The last step of a constructor: entries may be heard from here on. @param has what it begins with */
    protected final void open(boolean following, Marker has) {
        if (following) {
            followed = new FollowedLog(generation, has, new GenerationHearing(this, generation));
        } else {
            log = replication.open(number, generation, has, new GenerationHearing(this, generation), false);
        }
    }

    // What it is about.

    /** What its state says of generations. */
    public abstract GenerationSeal seal();

    /** Puts SEAL or ABORT into an entry. Only while it leads. */
    public abstract void propose(int attempt, boolean abort);

    /** Puts the entry that ends its generation without a majority behind all others; see {@link #endAlone}. */
    protected abstract void fork(int attempt);

    protected abstract void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere);

    protected abstract void onLeading(int newTerm);

    protected abstract void onLeadershipLost();

    protected abstract void onLeader(int newTerm, int node);

    protected abstract void onReturned(DirectBuffer entry, int offset, int length, boolean mayCommit);

    protected abstract void onStateNeeded(Marker atLeast, int node);

    /** The overlay is another one, over another state. */
    protected abstract void onStateReplaced();

    /** Another generation is about to be heard: what was proposed in the one before is forgotten. */
    protected abstract void onGeneration();

    // What it is.

    public final int number() {
        return number;
    }

    /** The generation that it hears. */
    public final long generation() {
        return generation;
    }

    /** Whether this replica takes operations now. */
    public final boolean isLeading() {
        return leading;
    }

    /** The term in which it leads; 0 if it does not. */
    public final int term() {
        return leading ? term : 0;
    }

    protected final PartitionOverlay overlay() {
        return overlay;
    }

    protected final PartitionLog log() {
        PartitionLog own = log;
        if (own != null) {
            return own;
        }
        FollowedLog other = followed;
        if (other == null) {
            throw new IllegalStateException("partition " + number + " was used before it was opened");
        }
        return other;
    }

    /** The last entry that its state contains. */
    public final Marker applied() {
        return log().applied();
    }

    /** Asks another node to lead, if this one does; may come to nothing. @return whether it was asked */
    public boolean handOver(int node) {
        return leading && log().handOver(node);
    }

    /** Whether it is no member of its generation, and hears it from one. */
    public final boolean isFollowing() {
        return followed != null;
    }

    /** Whether its generation is over. */
    public final boolean isSealed() {
        return seal().isSealed(generation);
    }

    /** Whether the engine has, for good, the state that the next generation begins with, or a later one. */
    public final boolean isBaseDurable() {
        return durableGeneration > generation;
    }

    /** Whether the engine has, for good, the state that its present generation began with, or a later one. */
    public final boolean isHome() {
        return durableGeneration >= generation;
    }

    /** Whether the engine has that, for good or not; of a sealed one, the state that the next generation begins with. */
    public final boolean isWrittenHome() {
        return unsubmitted == null && engine.marker(number).generation() >= (isSealed() ? generation + 1 : generation);
    }

    /** Whether it led the generation that was sealed last, when that happened. */
    public final boolean ledAtSeal() {
        return ledAtSeal;
    }

    /** The node that led last, as far as this one heard; 0 for none. */
    public final int lastLeader() {
        return leader;
    }

    /** When it heard of the seal of the generation before its present one, monotonic ns. */
    public final long sealedAtNs() {
        return sealedAtNs;
    }

    /** Whether the log of the generation before is kept. */
    public final boolean keepsSealed() {
        return sealedLog != null;
    }

    // Moving.

    /** Whether there is a state for entries to follow; only for one that follows. */
    public final boolean isBased() {
        FollowedLog other = followed;
        return other != null && other.isBased();
    }

    /** The entry that it needs next; only for one that follows. */
    public final long nextEntry() {
        FollowedLog other = followed;
        return other == null ? 0 : other.next();
    }

    /** @return whether it was the next one */
    public final boolean follow(long index, boolean termStart, DirectBuffer entry, int offset, int length) {
        FollowedLog other = followed;
        return other != null && !isSealed() && other.hear(index, termStart, entry, offset, length);
    }

    /** Entries of a generation for one that follows it; see {@link PartitionLog#read}. */
    public final long read(long ofGeneration, long from, long bytesMax, EntryVisitor visitor) {
        EndedLog kept = ofGeneration == generation ? log() : ofGeneration == generation - 1 ? sealedLog : null;
        return kept == null ? -1 : kept.read(from, bytesMax, visitor);
    }

    /** What its log has beyond {@link #applied}, of which nobody here knows whether it is committed. Changes nothing. */
    public final void tail(EntryVisitor visitor) {
        log().tail(visitor);
    }

    /**
     * Becomes a member of the next generation: over the base that the engine has for good, or over what it has and the
     * log of the generation that was sealed, which is kept.
     *
     * @param first see {@link LoopReplication#open}
     */
    public final void begin(boolean first) {
        if (sealedLog != null) {
            throw new IllegalStateException("partition " + number + " keeps a generation before the last one");
        }
        PartitionLog before = log;
        Marker base = engine.marker(number);
        if (!isBaseDurable()) {
            if (before == null) {
                throw new IllegalStateException("partition " + number + " has no base for good");
            }
            before.sealed(seal().index());
            base = new Marker(generation + 1, 0);
        }
        sealedLog = before;
        begin(base, first);
    }

    /** Takes no part in its generation any more, which ends elsewhere; what it has stays. */
    public final void halt() {
        log().halt();
    }

    /**
     * Ends its generation, which has lost its majority, with all that its log has, committed or not. {@link #begin} is to
     * follow in the same pass.
     *
     * @return false, and nothing was done, if its state does not reach to its log, or if it has heard the generation end
     */
    public final boolean endAlone(int attempt) {
        if (isSealed() || !log().hearRest()) {
            return false;
        }
        fork(attempt);
        return true;
    }

    /** How far its log goes, committed or not. */
    public final LogEnd logEnd() {
        return log().end();
    }

    /**
     * The same after a restart, for one that had begun before the engine had the base for good; only for one that
     * follows.
     *
     * @param kept of its present generation
     */
    public final void beginAgain(EndedLog kept) {
        FollowedLog heard = followed;
        if (heard != null) {
            // Also behind a seal: a fork may follow it.
            kept.read(nextEntry(), Long.MAX_VALUE, heard::hear);
        }
        if (!isSealed()) {
            throw new CorruptStorageException("Partition " + number + " began its generation " + (generation + 1)
                    + " after an entry that the log does not lead to; it ends at " + applied()
                    + ". Nothing was changed. Restore the data folder from a copy.");
        }
        sealedLog = kept;
        begin(new Marker(generation + 1, 0), false);
    }

    private void begin(Marker base, boolean first) {
        log = null;
        followed = null;
        leading = false;
        freezeAt = 0;
        generation = base.generation();
        onGeneration();
        log = replication.open(number, generation, base, new GenerationHearing(this, generation), first);
    }

    /** After a restart: others may still need to hear how the generation before ended. */
    public final void openSealed(long before) {
        if (seal().isSealed(before)) {
            sealedLog = replication.open(
                    number, before, new Marker(before, seal().index()), new GenerationHearing(this, before), false);
        }
    }

    /** Nobody needs the generation before any more. */
    public final void endSealed() {
        EndedLog kept = sealedLog;
        sealedLog = null;
        if (kept != null) {
            kept.close();
        }
    }

    /** Ends it on this node. */
    public final void close() {
        endSealed();
        leadsNoMore();
        log().close();
    }

    /** Its generation has just ended; from apply. */
    protected final void sealed() {
        sealedAtNs = nowNs.getAsLong();
        ledAtSeal = leading;
        leadsNoMore();
    }

    // Trailing.

    /** Memory of what the engine does not have yet. */
    public final long overlayBytes() {
        return overlay.bytes();
    }

    /** Whether no batch may be taken: one is under way, or another state is. */
    public final boolean isFreezing() {
        return holdsStill || overlay.isInFlight();
    }

    /** When the oldest change that is in no batch was made, monotonic ns; {@link Long#MAX_VALUE} if there is none. */
    public final long changedSinceNs() {
        return changedSinceNs;
    }

    public final long logBytes() {
        return log().bytesKept();
    }

    /**
     * The changes since the last freeze, between two entries, to be written to the engine; null if there are none. Not
     * while {@link #isFreezing}, unless the last batch was given {@link #back}.
     */
    public final @Nullable StateBatch freeze() {
        StateBatch batch = unsubmitted;
        unsubmitted = null;
        if (batch == null && !isBaseDurable()) {
            batch = overlay.freeze(isSealed() ? new Marker(generation + 1, 0) : applied());
            changedSinceNs = Long.MAX_VALUE;
        }
        return batch;
    }

    /**
     * Has {@link #freeze} give the changes up to an entry of its generation that has not come yet, if a batch may be taken
     * when it comes. Once; 0 takes it back.
     */
    public final void freezeAt(long index) {
        freezeAt = index;
    }

    /** The last entry whose changes are in a batch, or in the engine. */
    public final Marker frozen() {
        return overlay.frozen();
    }

    /** The batch could not be taken; {@link #freeze} gives it again. */
    public final void back(StateBatch batch) {
        unsubmitted = batch;
    }

    public final boolean hasUnsubmitted() {
        return unsubmitted != null;
    }

    /** The engine has the batch. */
    public final void onWritten(StateBatch batch) {
        overlay.written(batch);
    }

    /** The engine has everything up to the marker for good. */
    public final void onFlushed(Marker marker) {
        durableGeneration = Math.max(durableGeneration, marker.generation());
        if (marker.generation() == generation && !isSealed()) {
            log().release(marker);
        }
    }

    // Copying.

    /** A state that was copied from elsewhere is about to become the engine's: nothing is applied until {@link #replaced}. */
    public final void holdStill() {
        holdsStill = true;
        log().holdStill();
    }

    /** The engine has the copied state, up to the marker; what was here is contained in it. */
    public final void replaced(Marker marker) {
        overlay = new PartitionOverlay(number, engine);
        onStateReplaced();
        unsubmitted = null;
        changedSinceNs = Long.MAX_VALUE;
        holdsStill = false;
        durableGeneration = Math.max(durableGeneration, marker.generation());
        if (marker.generation() <= generation) {
            log().stateInstalled(marker);
        }
    }

    // Hearing its generation.

    /** An entry is about to change it. */
    final void changing() {
        if (changedSinceNs == Long.MAX_VALUE) {
            changedSinceNs = nowNs.getAsLong();
        }
    }

    /** Its state contains an entry, whole. */
    final void changed(long index) {
        if (index == freezeAt && !isFreezing() && !isSealed()) {
            unsubmitted = overlay.freeze(new Marker(generation, index));
            changedSinceNs = Long.MAX_VALUE;
        }
    }

    final void leads(int newTerm) {
        leading = true;
        term = newTerm;
        onLeading(newTerm);
    }

    final void leadsNoMore() {
        if (leading) {
            leading = false;
            onLeadershipLost();
        }
    }

    final void isLedBy(int newTerm, int node) {
        leader = node == 0 ? leader : node;
        onLeader(newTerm, node);
    }
}
