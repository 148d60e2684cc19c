package dev.carillon.storage;

/**
 * How far a partition's state has come: the last applied log index and the group generation it counts in.
 *
 * @param generation from 1; 0 only in {@link #NONE}
 * @param index the last applied index; 0 when nothing was applied
 */
public record Marker(long generation, long index) {
    /** Nothing was ever written. */
    public static final Marker NONE = new Marker(0, 0);

    /** Whether it names a later state: a later generation, or a higher index in the same one. */
    public boolean isAbove(Marker other) {
        return generation == other.generation ? index > other.index : generation > other.generation;
    }
}
