package dev.carillon.storage.overlay;

import org.agrona.MutableDirectBuffer;

/**
 * State kept as an object by its owner and encoded only when a batch is frozen, however often it changed before. The
 * owner keeps the object reachable while {@link #isDirty} (a cache evicts clean records only), because
 * {@link PartitionOverlay#load} knows encoded bytes and not objects. Runs on the partition's loop.
 */
public abstract class OverlayRecord {
    static final int CLEAN = -1;

    /** Position in the overlay's list of changes, or {@link #CLEAN}. */
    int position = CLEAN;

    /** The record's key, the same for its whole life; not changed by anyone. */
    public abstract byte[] key();

    /** An upper bound for what {@link #encode} writes now, in bytes. */
    public abstract int encodedLengthMax();

    /**
     * Writes the record's value; reads no clock and changes nothing.
     *
     * @return the offset behind the last byte written
     */
    public abstract int encode(MutableDirectBuffer buffer, int offset);

    /** Whether changes wait for the next freeze. */
    public final boolean isDirty() {
        return position != CLEAN;
    }
}
