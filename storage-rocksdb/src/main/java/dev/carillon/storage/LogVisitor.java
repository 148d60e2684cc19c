package dev.carillon.storage;

import org.agrona.DirectBuffer;

/** Hears the records of a {@link LoopLog} during replay; the slice is valid during the call. */
@FunctionalInterface
public interface LogVisitor {
    void onRecord(int group, int kind, long index, DirectBuffer buffer, int offset, int length);
}
