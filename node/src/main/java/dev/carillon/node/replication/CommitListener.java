package dev.carillon.node.replication;

import org.agrona.DirectBuffer;

/** Hears the committed entries of one partition, each once per start, by rising index. */
@FunctionalInterface
public interface CommitListener {
    /**
     * An entry has its place for good in this start of the node. It may not be durable yet: nothing of it leaves the loop
     * before {@link LoopReplication#sync}.
     *
     * @param index rises by one from entry to entry
     * @param proposedHere whether this start proposed it: then it is the oldest proposal not yet heard of. False during
     *     recovery
     */
    void onCommitted(long index, DirectBuffer entry, int offset, int length, boolean proposedHere);
}
