package dev.carillon.node.replication;

import dev.carillon.storage.Marker;
import java.util.function.Consumer;
import org.agrona.DirectBuffer;

/** This node's replica of one partition's log, as the state machine above it sees it. Runs on the partition's loop. */
public interface PartitionLog extends EndedLog {
    /**
     * Asks for an entry to be committed. The buffer stays unchanged until the listener has heard of it, or got it back.
     *
     * @throws IllegalStateException if {@link #isBusy}
     */
    void propose(DirectBuffer entry, int offset, int length);

    /** Whether no proposal is taken now: it does not lead, or too much is under way. What comes meanwhile waits. */
    boolean isBusy();

    /** Asks another node's replica to lead, if this one does; may come to nothing. @return whether it was asked */
    boolean handOver(int node);

    /** Whether this replica still leads, as a majority says; the answer may not come if it does not. */
    void confirmLeadership(Consumer<Boolean> answer);

    /**
     * The generation is over with this entry, and the next one begins here although the state has not come so far for
     * good: until {@link #close} the log is kept, so that a restart finds the state's way to there.
     */
    void sealed(long index);

    /** Takes no part in its group any more, for good: neither votes nor hears nor leads. The log stays until {@link #close}. */
    void halt();

    /**
     * Halts, and lets the listener hear all that the log has, committed or not. For a group whose majority is gone: what is
     * here may have been acked, and nobody else can say.
     *
     * @return false if entries are missing before what the log has; then nothing was heard, and it goes on
     */
    boolean hearRest();

    /** Reads what the log has beyond {@link #applied}, of which nobody here knows whether it is committed. Changes nothing. */
    void tail(EntryVisitor visitor);

    /** Puts an entry behind all others, and has it heard; only after {@link #hearRest}. */
    void append(DirectBuffer entry, int offset, int length);

    /** How far the log goes, beyond what is committed. */
    LogEnd end();

    /** The last committed entry that the listener has heard. */
    Marker applied();

    /**
     * A state that was fetched is about to take the place of the present one: until {@link #stateInstalled} the listener
     * hears nothing. Only for a replica that does not lead.
     */
    void holdStill();

    /** The state was fetched from elsewhere and is durable up to here; entries after it are heard. */
    void stateInstalled(Marker state);

    /** Entries up to this one are in the state engine for good; the log need not keep them. */
    void release(Marker flushed);

    /** Bytes that a restart would have to read again for this partition. */
    long bytesKept();
}
