package dev.carillon.node.session;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.carillon.protocol.UserId;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * What a session takes along when it goes on at another node (PEER.md, "Sessions that go on elsewhere"): written field by
 * field there, read in the same order here. Reading is safe whatever the bytes are: what is missing or out of its range reads
 * as 0 or nothing, and makes the whole not {@link #isWhole() whole}. One per loop, for one session at a time.
 */
final class CarriedState {
    /** Of one session; one that has more to take along is sent on instead, and begins anew. */
    static final int BYTES_MAX = 128 << 10;

    private final ExpandableArrayBuffer written = new ExpandableArrayBuffer(512);
    private int length;

    private final UnsafeBuffer read = new UnsafeBuffer(0, 0);
    private int at;
    private boolean isBad;

    // Writing.

    CarriedState begin() {
        length = 0;
        return this;
    }

    CarriedState put(long number) {
        written.putLong(length, number, BIG_ENDIAN);
        length += Long.BYTES;
        return this;
    }

    /** A user ID. */
    CarriedState putName(byte[] name) {
        written.putByte(length, (byte) name.length);
        written.putBytes(length + 1, name);
        length += 1 + name.length;
        return this;
    }

    /** The last field. */
    CarriedState putRest(byte[] bytes) {
        written.putBytes(length, bytes);
        length += bytes.length;
        return this;
    }

    DirectBuffer buffer() {
        return written;
    }

    int length() {
        return length;
    }

    // Reading.

    CarriedState wrap(DirectBuffer buffer, int offset, int bytes) {
        read.wrap(buffer, offset, bytes);
        at = 0;
        isBad = false;
        return this;
    }

    /** A number from {@code least} on. */
    long number(long least) {
        if (at + Long.BYTES > read.capacity()) {
            isBad = true;
            return 0;
        }
        long number = read.getLong(at, BIG_ENDIAN);
        at += Long.BYTES;
        isBad |= number < least;
        return number;
    }

    byte[] name() {
        int bytes = at < read.capacity() ? read.getByte(at) & 0xFF : 0;
        if (at + 1 + bytes > read.capacity() || !UserId.valid(read, at + 1, bytes)) {
            isBad = true;
            return new byte[0];
        }
        byte[] name = new byte[bytes];
        read.getBytes(at + 1, name);
        at += 1 + bytes;
        return name;
    }

    byte[] rest() {
        byte[] bytes = new byte[read.capacity() - at];
        read.getBytes(at, bytes);
        at = read.capacity();
        return bytes;
    }

    /** What must hold of what was read. */
    void require(boolean fact) {
        isBad |= !fact;
    }

    /** Whether everything that was read was there, and in its range. */
    boolean isWhole() {
        return !isBad;
    }
}
