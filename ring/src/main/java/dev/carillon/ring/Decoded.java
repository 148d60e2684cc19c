package dev.carillon.ring;

/** What bytes turned out to be. */
public sealed interface Decoded {
    /** A valid map. */
    record Whole(PartitionMap map) implements Decoded {}

    /** Something else, and why. */
    record Malformed(MapFlaw flaw) implements Decoded {}
}
