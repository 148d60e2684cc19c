package dev.carillon.node.edge;

import dev.carillon.protocol.Varint;
import org.agrona.DirectBuffer;

/** Finds where a frame ends, straight in the bytes that were read (PROTOCOL.md, "Frames"). Stateless. */
final class FrameSplitter {
    /** More bytes are needed to know the length. */
    static final int INCOMPLETE = 0;

    /** The length is zero or not in its shortest form. */
    static final int MALFORMED = -1;

    /** The length is above the limit that holds now. */
    static final int TOO_BIG = -2;

    private FrameSplitter() {}

    /**
     * Length in bytes of the frame at {@code from}, its length field included, whether or not all of it is there; or one
     * of the constants above.
     *
     * @param limit end of the bytes that are there
     * @param frameMax largest value of the length field
     */
    static int frameLength(DirectBuffer bytes, int from, int limit, int frameMax) {
        long length = Varint.get(bytes, from, limit);
        if (length <= 0) {
            return length == Varint.TRUNCATED ? INCOMPLETE : MALFORMED;
        }
        return length > frameMax ? TOO_BIG : Varint.length(length) + (int) length;
    }
}
