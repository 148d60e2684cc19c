package dev.carillon.node.replication;

import org.agrona.DirectBuffer;

/** Reads committed entries. */
@FunctionalInterface
public interface EntryVisitor {
    /**
     * One entry; the slice is valid during the call.
     *
     * @param index rises by one
     * @param termStart whether it only began a term; then it has no bytes
     */
    void onEntry(long index, boolean termStart, DirectBuffer entry, int offset, int length);
}
