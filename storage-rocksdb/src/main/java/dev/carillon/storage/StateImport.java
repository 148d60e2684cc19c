package dev.carillon.storage;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A state of one partition that is built beside the present one, out of the chunks of a {@link StateExport}. Until
 * {@link #complete} returns a crash leaves the present state, and nothing of this one.
 *
 * <p>Chunks are added by one thread at a time; {@link #complete}, {@link #abort} and {@link #close} come from the thread
 * that writes and flushes the engine.
 */
public interface StateImport extends AutoCloseable {
    /**
     * Adds the next chunk; the bytes are copied.
     *
     * @throws CorruptStorageException if it is damaged, of another format version, of another copy or not the next one,
     *     saying so. The present state is untouched, but this import is over: only {@link #abort} makes sense
     * @throws IllegalStateException if this import is over already
     * @throws StateEngineFailedException if it cannot be written; final for the engine
     */
    void add(DirectBuffer chunk, int offset, int length);

    /** How far the state had come that was copied; null before its last chunk was added. Any thread. */
    @Nullable
    Marker copied();

    /**
     * Puts the new state into the place of the present one, at once and durably: when this returns it survives a power cut
     * with everything written before. What it replaces is removed.
     *
     * @param marker how far the new state has come: the export's, or one of a later generation
     * @throws IllegalStateException if the last chunk has not come, if the marker is not above the present one or not the
     *     copy's, or if this import is over; the present state is untouched
     * @throws StateEngineFailedException if it cannot be written; final for the engine
     */
    void complete(Marker marker);

    /** Ends it and removes what was added. Nothing happens if it is complete or aborted already. */
    void abort();

    /** Aborts it, unless it is complete. */
    @Override
    default void close() {
        abort();
    }
}
