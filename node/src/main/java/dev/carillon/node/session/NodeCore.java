package dev.carillon.node.session;

import dev.carillon.node.cluster.PartitionReplica;
import dev.carillon.node.cluster.StateSource;
import dev.carillon.node.delivery.Meter;
import dev.carillon.node.runtime.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The heart of a node, assembled: loops with their partitions, sessions and logs. The assembly gives it everything
 * that touches the world, recovers it, runs {@link Loop#run} of each loop on a thread, and connects the edge through
 * {@link #mailboxFor}.
 *
 * <p>Order of calls: constructor, {@link #recover}, threads for {@link #loops}, … {@link #shutdown}, and when the
 * listener heard {@link CoreListener#onDrained} for every loop, join the threads, then close logs and engine.
 */
public interface NodeCore extends StateSource, NodeQuestions {
    /** One per loop, in order. */
    List<Loop> loops();

    /** Brings every partition to the end of its log; before the loops run. */
    void recover();

    /** The mailbox of the loop that owns a user. Any thread. */
    SessionMailbox mailboxFor(byte[] user);

    /**
     * Begins a clean shutdown, any thread: sessions hear GOODBYE(SHUTTING_DOWN) with a time to come back in, sends
     * stop, everything goes to the engine; then {@link CoreListener#onDrained} and the loop stops.
     *
     * @param reconnectAfterMs when clients should come back
     * @param jitterMs spread over which they come back
     * @return false if a mailbox was full: call again
     */
    boolean shutdown(long reconnectAfterMs, long jitterMs);

    /** What the loops have counted, one per loop. */
    List<LoopCounters> counters();

    /** What one loop counts: it writes, any thread reads. */
    Meter meter(int loop);

    /**
     * This node's replica of a partition, for those who run its loops themselves and look between two passes.
     *
     * @param partition the number of partitions for the meta group
     * @return null if it is not here
     */
    @Nullable
    PartitionReplica replica(int partition);

    /** Puts a node together. */
    static NodeCore assemble(CoreParts parts) {
        return new AssembledCore(parts);
    }
}
