package dev.carillon.storage;

import org.agrona.MutableDirectBuffer;

/**
 * One partition's state as of one marker, handed out in chunks for a {@link StateImport}. What is written later does not
 * show. The chunks are {@link dev.carillon.storage.copy}'s.
 *
 * <p>One thread at a time, which may be any, while the engine's writer goes on.
 */
public interface StateExport extends AutoCloseable {
    /** Chunks of this many bytes have room for whatever a partition holds, as no item is longer than about 64 KiB. */
    int CHUNK_BYTES = 128 * 1024;

    /** How far the state has come that is copied. */
    Marker marker();

    /**
     * Writes the next chunk: whole records and items, as many as fit. The last chunk holds their counts and nothing else.
     *
     * @param lengthMax the chunk's room in bytes, from {@code offset}
     * @return the chunk's length; 0 after the last one
     * @throws IllegalArgumentException if what comes next needs more room, saying how much; nothing is lost, it comes
     *     with the next call that has that
     * @throws IllegalStateException after {@link #close}, or after that of the engine
     * @throws CorruptStorageException if the stored state is damaged
     */
    int read(MutableDirectBuffer into, int offset, int lengthMax);

    @Override
    void close();
}
