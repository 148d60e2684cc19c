package dev.carillon.protocol;

import org.agrona.DirectBuffer;

/**
 * What every frame begins with. Whoever only splits a stream into frames needs no more than this.
 *
 * <pre>
 *  len: varint, 1–65536        hdr
 * +--------+--- - - ---+  +-+-+-+-+-+-+-+-+  +--- - - -
 * | bytes after len     |  |  type   |flags|  | body
 * +--------+--- - - ---+  +-+-+-+-+-+-+-+-+  +--- - - -
 * </pre>
 */
public final class FrameHeader {
    /** From {@link #total}: the frame goes on beyond the limit; nothing is wrong so far. */
    public static final int INCOMPLETE = 0;

    /** From {@link #total}: the length is 0 or not in its shortest form. */
    public static final int MALFORMED = -1;

    /** From {@link #total}: the length is above {@code frameMax}. */
    public static final int TOO_BIG = -2;

    private FrameHeader() {}

    /**
     * Bytes of the frame at {@code offset}, its length field included, if all of it lies before {@code limit}; else
     * {@link #INCOMPLETE}, {@link #MALFORMED} or {@link #TOO_BIG}. A length that is wrong is seen before the body is
     * there.
     */
    public static int total(DirectBuffer buffer, int offset, int limit, int frameMax) {
        long length = Varint.get(buffer, offset, limit);
        if (length <= 0) {
            return length == Varint.TRUNCATED ? INCOMPLETE : MALFORMED;
        }
        if (length > frameMax) {
            return TOO_BIG;
        }
        int total = Varint.length(length) + (int) length;
        return total <= limit - offset ? total : INCOMPLETE;
    }

    /** Where the header byte of the frame at {@code offset} is; only after {@link #total} said that it is there. */
    public static int headerOffset(DirectBuffer buffer, int offset) {
        return offset + Varint.lengthFrom(buffer.getByte(offset));
    }

    /** The {@link FrameType} of the frame at {@code offset}; only after {@link #total} said that it is there. */
    public static int typeAt(DirectBuffer buffer, int offset) {
        return type(buffer.getByte(headerOffset(buffer, offset)) & 0xFF);
    }

    static int type(int header) {
        return header >>> 3;
    }

    static int flags(int header) {
        return header & 7;
    }

    static byte of(int type, int flags) {
        return (byte) (type << 3 | flags);
    }

    /** Tells {@code frames} what is wrong with a frame whose {@link #total} is negative; returns −1. */
    static int reject(int total, SharedFrames frames) {
        if (total == TOO_BIG) {
            frames.onMalformed(ErrorCode.FRAME_TOO_BIG, "the frame is longer than is allowed here");
        } else {
            frames.onMalformed(ErrorCode.MALFORMED, "the frame's length is 0 or not in its shortest form");
        }
        return -1;
    }
}
