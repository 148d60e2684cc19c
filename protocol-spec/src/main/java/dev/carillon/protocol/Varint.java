package dev.carillon.protocol;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Integers of 0 to 2⁶²−1 in 1, 2, 4 or 8 bytes, big-endian, the two highest bits saying which (RFC 9000, section 16;
 * PROTOCOL.md, "Integers"). Only the shortest form is valid.
 */
public final class Varint {
    public static final long MAX = (1L << 62) - 1;
    public static final int LENGTH_MAX = 8;

    /** From {@link #get}: the bytes end before the integer does. */
    public static final long TRUNCATED = -1;

    /** From {@link #get}: a shorter form would have done. */
    public static final long OVERLONG = -2;

    private Varint() {}

    /** Bytes that {@code value} takes: 1, 2, 4 or 8. */
    public static int length(long value) {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("a varint holds 0 to 2^62-1, not " + value);
        }
        return value < 1 << 6 ? 1 : value < 1 << 14 ? 2 : value < 1 << 30 ? 4 : 8;
    }

    /** Writes {@code value}, 0 to {@link #MAX}; returns the offset after it. */
    public static int put(MutableDirectBuffer buffer, int offset, long value) {
        int length = length(value);
        switch (length) {
            case 1 -> buffer.putByte(offset, (byte) value);
            case 2 -> buffer.putShort(offset, (short) (value | 0x4000), ByteOrder.BIG_ENDIAN);
            case 4 -> buffer.putInt(offset, (int) value | 0x8000_0000, ByteOrder.BIG_ENDIAN);
            default -> buffer.putLong(offset, value | 0xC000_0000_0000_0000L, ByteOrder.BIG_ENDIAN);
        }
        return offset + length;
    }

    /**
     * Reads the integer at {@code offset} without touching {@code limit} or beyond. A value that is not negative took
     * {@link #length} bytes; otherwise {@link #TRUNCATED} or {@link #OVERLONG}.
     */
    public static long get(DirectBuffer buffer, int offset, int limit) {
        if (offset >= limit) {
            return TRUNCATED;
        }
        int first = buffer.getByte(offset);
        if ((first & 0xC0) == 0) {
            return first;
        }
        int length = lengthFrom(first);
        if (length > limit - offset) {
            return TRUNCATED;
        }
        long value = switch (length) {
            case 2 -> buffer.getShort(offset, ByteOrder.BIG_ENDIAN) & 0x3FFF;
            case 4 -> buffer.getInt(offset, ByteOrder.BIG_ENDIAN) & 0x3FFF_FFFF;
            default -> buffer.getLong(offset, ByteOrder.BIG_ENDIAN) & MAX;
        };
        return length(value) == length ? value : OVERLONG;
    }

    /** Bytes of the integer that begins with this byte. */
    static int lengthFrom(int firstByte) {
        return 1 << ((firstByte & 0xFF) >>> 6);
    }

    /** Folds a signed value of −2⁶¹ to 2⁶¹−1 into a varint's range: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
    public static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    public static long unzigzag(long folded) {
        return (folded >>> 1) ^ -(folded & 1);
    }
}
