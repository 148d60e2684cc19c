package dev.carillon.node.delivery;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * What two partitions say to each other beside items. Immutable.
 *
 * @param kind what it is
 * @param history that the sequences of who says it count in
 * @param known of an answer, the history that who says it knows the other one to be in; of a fork, the history from which
 *     it leads on to {@code history}
 * @param xseq of an answer, the last item that was taken; of a fork, the last one that still counts of what was taken in the
 *     known history
 */
public record RelayWord(Kind kind, long history, long known, long xseq) {
    /** As long as every word is, bytes; see {@link #encode}. */
    public static final int LENGTH = 25;

    /** What can be said. A byte where it is written, by its place here. */
    public enum Kind {
        /** Everything up to xseq was taken, and nothing behind it is known to be missing. */
        TAKEN,
        /** Everything up to xseq was taken, and what follows must be sent again. */
        RESEND,
        /** The history of who says it has forked. */
        FORKED
    }

    private static final Kind[] KINDS = Kind.values();

    /** <pre>kind u8 | history u64 | known u64 | xseq u64</pre> */
    public void encode(MutableDirectBuffer b, int at) {
        b.putByte(at, (byte) kind.ordinal());
        Bytes.putLong(b, at + 1, history);
        Bytes.putLong(b, at + 9, known);
        Bytes.putLong(b, at + 17, xseq);
    }

    /** @return whether there is a word of a known kind */
    public static boolean isWhole(DirectBuffer b, int at, int length) {
        return length == LENGTH && b.getByte(at) >= 0 && b.getByte(at) < KINDS.length;
    }

    /** Only what {@link #isWhole}. */
    public static RelayWord decode(DirectBuffer b, int at) {
        return new RelayWord(
                KINDS[b.getByte(at)], Bytes.getLong(b, at + 1), Bytes.getLong(b, at + 9), Bytes.getLong(b, at + 17));
    }
}
