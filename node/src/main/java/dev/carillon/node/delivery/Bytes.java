package dev.carillon.node.delivery;

import static java.nio.ByteOrder.BIG_ENDIAN;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** Big-endian integers, and names behind a length byte, as entries and items have them. */
final class Bytes {
    private Bytes() {}

    static void putLong(MutableDirectBuffer b, int at, long value) {
        b.putLong(at, value, BIG_ENDIAN);
    }

    static void putInt(MutableDirectBuffer b, int at, int value) {
        b.putInt(at, value, BIG_ENDIAN);
    }

    static void putShort(MutableDirectBuffer b, int at, int value) {
        b.putShort(at, (short) value, BIG_ENDIAN);
    }

    static long getLong(DirectBuffer b, int at) {
        return b.getLong(at, BIG_ENDIAN);
    }

    static int getInt(DirectBuffer b, int at) {
        return b.getInt(at, BIG_ENDIAN);
    }

    static int getShort(DirectBuffer b, int at) {
        return b.getShort(at, BIG_ENDIAN) & 0xFFFF;
    }

    static int getByte(DirectBuffer b, int at) {
        return b.getByte(at) & 0xFF;
    }

    /** @return the offset behind the name */
    static int putName(MutableDirectBuffer b, int at, byte[] name) {
        b.putByte(at, (byte) name.length);
        b.putBytes(at + 1, name);
        return at + 1 + name.length;
    }

    /** Copies a name with its length byte. @return the offset behind it */
    static int copyName(MutableDirectBuffer b, int at, DirectBuffer source, int name) {
        int length = 1 + getByte(source, name);
        b.putBytes(at, source, name, length);
        return at + length;
    }

    /** @return the offset behind the name at {@code at} */
    static int skipName(DirectBuffer b, int at) {
        return at + 1 + getByte(b, at);
    }

    static byte[] getName(DirectBuffer b, int at) {
        byte[] name = new byte[getByte(b, at)];
        b.getBytes(at + 1, name);
        return name;
    }

    static boolean nameEquals(DirectBuffer b, int at, byte[] name) {
        if (getByte(b, at) != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (b.getByte(at + 1 + i) != name[i]) {
                return false;
            }
        }
        return true;
    }
}
