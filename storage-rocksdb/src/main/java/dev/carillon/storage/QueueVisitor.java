package dev.carillon.storage;

import org.agrona.DirectBuffer;

/** Hears items of a queue; the slice is valid during the call. */
@FunctionalInterface
public interface QueueVisitor {
    /** @return false to stop; this item then counts as not visited */
    boolean onItem(long seq, DirectBuffer buffer, int offset, int length);
}
