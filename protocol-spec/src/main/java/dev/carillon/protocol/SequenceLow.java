package dev.carillon.protocol;

/** Sequences of which only the low 8 or 16 bits travel (PROTOCOL.md, "Low bits"). */
public final class SequenceLow {
    private SequenceLow() {}

    /**
     * The sequence nearest to {@code reference} whose low bits are {@code low}: from {@code reference} − 2^(bits−1) to
     * {@code reference} + 2^(bits−1) − 1. May be negative when {@code reference} is small; no sequence is.
     */
    public static long nearest(long reference, int low, int bits) {
        int unused = Long.SIZE - bits;
        return reference + ((low - reference) << unused >> unused);
    }
}
