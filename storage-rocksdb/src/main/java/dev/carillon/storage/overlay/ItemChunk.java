package dev.carillon.storage.overlay;

import org.agrona.concurrent.UnsafeBuffer;

/** Bytes of items of several queues, filled from the front. Not written any more once it is in a frozen batch. */
final class ItemChunk {
    final UnsafeBuffer buffer;
    final int capacity;

    /** Where the next item goes. */
    int position;

    /** Items in it that are not trimmed. */
    int live;

    ItemChunk(int capacity) {
        this.buffer = new UnsafeBuffer(new byte[capacity]);
        this.capacity = capacity;
    }
}
