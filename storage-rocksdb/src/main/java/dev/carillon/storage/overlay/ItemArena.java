package dev.carillon.storage.overlay;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that hold the unfrozen items of one partition. An item that is trimmed soon costs a copy and two counters:
 * its chunk is used again as soon as it is empty.
 */
final class ItemArena {
    static final int CHUNK_BYTES = 64 * 1024;

    /** Larger items get a chunk of their own, so that at most a quarter of a chunk stays unused. */
    static final int SHARED_ITEM_MAX = CHUNK_BYTES / 4;

    /** Empty chunks kept for reuse. */
    static final int SPARE_CHUNKS_MAX = 4;

    private static final int NONE = -1;

    private @Nullable ItemChunk[] chunks = new ItemChunk[2];
    private int slots;
    private int[] freeSlots = new int[2];
    private int freeCount;
    private final @Nullable ItemChunk[] spares = new ItemChunk[SPARE_CHUNKS_MAX];
    private int spareCount;
    private @Nullable ItemChunk current;
    private int currentSlot = NONE;
    private long fullBytes;
    private boolean used;

    /** Copies an item in. */
    long store(DirectBuffer source, int offset, int length) {
        ItemChunk chunk = current;
        int slot = currentSlot;
        if (chunk == null || chunk.capacity - chunk.position < length) {
            if (length > SHARED_ITEM_MAX) {
                return storeAlone(source, offset, length);
            }
            chunk = nextChunk();
            slot = currentSlot;
        }
        int position = chunk.position;
        chunk.buffer.putBytes(position, source, offset, length);
        chunk.position = position + length;
        chunk.live++;
        return ItemRef.of(slot, position, length);
    }

    /** The item is trimmed. */
    void release(long ref) {
        int slot = ItemRef.chunk(ref);
        ItemChunk chunk = chunk(slot);
        if (--chunk.live == 0) {
            recycle(slot, chunk);
        }
    }

    DirectBuffer buffer(long ref) {
        return chunk(ItemRef.chunk(ref)).buffer;
    }

    /** Bytes that live items hold on to: whole chunks, and the filled part of the current one. */
    long bytes() {
        return fullBytes + (current == null ? 0 : current.position);
    }

    /** Hands over every chunk that has items, by slot, and starts with an empty table. */
    @Nullable
    ItemChunk[] handOver() {
        ItemChunk open = current;
        if (open != null && open.live == 0) {
            chunks[currentSlot] = null;
            if (used) {
                spare(open);
            }
        }
        if (!used) {
            // Nothing came since the last freeze: an idle partition holds no memory.
            Arrays.fill(spares, null);
            spareCount = 0;
        }
        used = false;
        @Nullable ItemChunk[] handed = Arrays.copyOf(chunks, slots);
        Arrays.fill(chunks, 0, slots, null);
        slots = 0;
        freeCount = 0;
        current = null;
        currentSlot = NONE;
        fullBytes = 0;
        return handed;
    }

    /** Takes chunks back whose batch is written. */
    void takeBack(@Nullable ItemChunk[] handed) {
        for (ItemChunk chunk : handed) {
            if (chunk != null) {
                spare(chunk);
            }
        }
    }

    private long storeAlone(DirectBuffer source, int offset, int length) {
        ItemChunk chunk = new ItemChunk(length);
        chunk.buffer.putBytes(0, source, offset, length);
        chunk.position = length;
        chunk.live = 1;
        fullBytes += length;
        used = true;
        return ItemRef.of(place(chunk), 0, length);
    }

    private ItemChunk nextChunk() {
        if (current != null) {
            fullBytes += current.capacity;
        }
        used = true;
        ItemChunk chunk = spareCount > 0 ? spares[--spareCount] : null;
        if (chunk == null) {
            chunk = new ItemChunk(CHUNK_BYTES);
        } else {
            spares[spareCount] = null;
        }
        currentSlot = place(chunk);
        current = chunk;
        return chunk;
    }

    private void recycle(int slot, ItemChunk chunk) {
        if (slot == currentSlot) {
            chunk.position = 0;
            return;
        }
        fullBytes -= chunk.capacity;
        chunks[slot] = null;
        if (freeCount == freeSlots.length) {
            freeSlots = Arrays.copyOf(freeSlots, freeCount * 2);
        }
        freeSlots[freeCount++] = slot;
        spare(chunk);
    }

    private void spare(ItemChunk chunk) {
        if (chunk.capacity == CHUNK_BYTES && spareCount < SPARE_CHUNKS_MAX) {
            chunk.position = 0;
            chunk.live = 0;
            spares[spareCount++] = chunk;
        }
    }

    private int place(ItemChunk chunk) {
        if (freeCount > 0) {
            int slot = freeSlots[--freeCount];
            chunks[slot] = chunk;
            return slot;
        }
        if (slots == ItemRef.CHUNKS_MAX) {
            throw new IllegalStateException("the overlay holds " + slots + " chunks: it must be frozen long before");
        }
        if (slots == chunks.length) {
            chunks = Arrays.copyOf(chunks, slots * 2);
        }
        chunks[slots] = chunk;
        return slots++;
    }

    private ItemChunk chunk(int slot) {
        ItemChunk chunk = chunks[slot];
        if (chunk == null) {
            throw new IllegalStateException("item in chunk " + slot + ", which was given up");
        }
        return chunk;
    }
}
