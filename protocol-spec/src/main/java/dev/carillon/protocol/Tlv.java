package dev.carillon.protocol;

import java.nio.charset.StandardCharsets;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The tagged values at the end of HELLO, WELCOME, ERROR and MOVE: {@code tag varint | length varint | value}, in
 * ascending order of tags, each at most once. An even tag that the receiver does not know is an error, an odd one is
 * skipped. The readers here expect TLVs that a decoder has passed on, which are well-formed.
 */
public final class Tlv {
    /** HELLO: the client's name and version, for logs; UTF-8. */
    public static final int CLIENT_NAME = 1;

    /** HELLO: the deliver window. WELCOME: the send window. Messages varint, bytes varint. */
    public static final int WINDOW = 2;

    /** HELLO: the client wants to be served where it is, whoever owns its user; no value. */
    public static final int STAY = 5;

    /** HELLO: which of the device's connections this is; the app's run varint, its connection in that run varint, from 1. */
    public static final int CONNECTION = 7;

    /** WELCOME: seconds of silence after which the client sends PING; varint. */
    public static final int KEEPALIVE = 3;

    /** WELCOME: number of the history that the sequences belong to; varint, 1 if absent. */
    public static final int HISTORY = 4;

    /** MOVE: where the owner is; port varint, then its host in UTF-8. */
    public static final int MOVE_ADDRESS = 2;

    /** MOVE: what makes the owner the owner; epoch varint, generation varint, term varint. */
    public static final int MOVE_OWNERSHIP = 4;

    /** MOVE: when to go there; milliseconds varint, jitter in milliseconds varint. */
    public static final int MOVE_WAIT = 6;

    /** The most that {@link #putVarint}, {@link #putWindow} and {@link #putConnection} write. */
    public static final int NUMBERS_LENGTH_MAX = 2 + 3 * Varint.LENGTH_MAX;

    private Tlv() {}

    /** Where the value of {@code tag} begins, or −1 if it is absent. */
    public static int find(DirectBuffer buffer, int tlvs, int tlvsLength, int tag) {
        int limit = tlvs + tlvsLength;
        int at = tlvs;
        while (at < limit) {
            long found = Varint.get(buffer, at, limit);
            at += Varint.length(found);
            int length = (int) Varint.get(buffer, at, limit);
            at += Varint.length(length);
            if (found == tag) {
                return at;
            }
            at += length;
        }
        return -1;
    }

    /** How many bytes the value of {@code tag} has; 0 if it is absent. */
    public static int valueLength(DirectBuffer buffer, int tlvs, int tlvsLength, int tag) {
        int limit = tlvs + tlvsLength;
        int at = tlvs;
        while (at < limit) {
            long found = Varint.get(buffer, at, limit);
            at += Varint.length(found);
            int length = (int) Varint.get(buffer, at, limit);
            if (found == tag) {
                return length;
            }
            at += Varint.length(length) + length;
        }
        return 0;
    }

    /** Whether {@code tag} is there. */
    public static boolean has(DirectBuffer buffer, int tlvs, int tlvsLength, int tag) {
        return find(buffer, tlvs, tlvsLength, tag) >= 0;
    }

    /** The number that {@code tag} holds ({@link #KEEPALIVE}, {@link #HISTORY}), or {@code absent}. */
    public static long number(DirectBuffer buffer, int tlvs, int tlvsLength, int tag, long absent) {
        int value = find(buffer, tlvs, tlvsLength, tag);
        return value < 0 ? absent : Varint.get(buffer, value, tlvs + tlvsLength);
    }

    /** The messages of {@link #WINDOW}, or the default. */
    public static long windowMessages(DirectBuffer buffer, int tlvs, int tlvsLength) {
        return number(buffer, tlvs, tlvsLength, WINDOW, Limits.WINDOW_MESSAGES_DEFAULT);
    }

    /** The bytes of {@link #WINDOW}, or the default. */
    public static long windowBytes(DirectBuffer buffer, int tlvs, int tlvsLength) {
        int value = find(buffer, tlvs, tlvsLength, WINDOW);
        if (value < 0) {
            return Limits.WINDOW_BYTES_DEFAULT;
        }
        int limit = tlvs + tlvsLength;
        return Varint.get(buffer, value + Varint.length(Varint.get(buffer, value, limit)), limit);
    }

    /** Appends a tag that holds one number; returns the offset after it. */
    public static int putVarint(MutableDirectBuffer buffer, int offset, int tag, long value) {
        int at = Varint.put(buffer, offset, tag);
        at = Varint.put(buffer, at, Varint.length(value));
        return Varint.put(buffer, at, value);
    }

    /** Appends {@link #WINDOW}; returns the offset after it. */
    public static int putWindow(MutableDirectBuffer buffer, int offset, long messages, long bytes) {
        int at = Varint.put(buffer, offset, WINDOW);
        at = Varint.put(buffer, at, Varint.length(messages) + Varint.length(bytes));
        return Varint.put(buffer, Varint.put(buffer, at, messages), bytes);
    }

    /** Appends {@link #CONNECTION}; returns the offset after it. */
    public static int putConnection(MutableDirectBuffer buffer, int offset, long run, long number) {
        int at = Varint.put(buffer, offset, CONNECTION);
        at = Varint.put(buffer, at, Varint.length(run) + Varint.length(number));
        return Varint.put(buffer, Varint.put(buffer, at, run), number);
    }

    /** The number at a place, from 0, among those that {@code tag} holds, or {@code absent}. */
    public static long number(DirectBuffer buffer, int tlvs, int tlvsLength, int tag, int place, long absent) {
        int at = find(buffer, tlvs, tlvsLength, tag);
        if (at < 0) {
            return absent;
        }
        int limit = tlvs + tlvsLength;
        for (int i = 0; i < place; i++) {
            at += Varint.length(Varint.get(buffer, at, limit));
        }
        return Varint.get(buffer, at, limit);
    }

    /** The host of {@link #MOVE_ADDRESS}, or null if it is absent; the port is its number at place 0. */
    public static @Nullable String moveHost(DirectBuffer buffer, int tlvs, int tlvsLength) {
        int value = find(buffer, tlvs, tlvsLength, MOVE_ADDRESS);
        if (value < 0) {
            return null;
        }
        int port = Varint.length(Varint.get(buffer, value, tlvs + tlvsLength));
        byte[] host = new byte[valueLength(buffer, tlvs, tlvsLength, MOVE_ADDRESS) - port];
        buffer.getBytes(value + port, host);
        return new String(host, StandardCharsets.UTF_8);
    }

    /** Appends {@link #MOVE_ADDRESS}; returns the offset after it. */
    public static int putMoveAddress(MutableDirectBuffer buffer, int offset, int port, byte[] host) {
        int at = Varint.put(buffer, offset, MOVE_ADDRESS);
        at = Varint.put(buffer, at, Varint.length(port) + host.length);
        at = Varint.put(buffer, at, port);
        buffer.putBytes(at, host);
        return at + host.length;
    }

    /** Appends {@link #MOVE_OWNERSHIP}; returns the offset after it. */
    public static int putMoveOwnership(MutableDirectBuffer buffer, int offset, long epoch, long generation, long term) {
        int at = Varint.put(buffer, offset, MOVE_OWNERSHIP);
        at = Varint.put(buffer, at, Varint.length(epoch) + Varint.length(generation) + Varint.length(term));
        return Varint.put(buffer, Varint.put(buffer, Varint.put(buffer, at, epoch), generation), term);
    }

    /** Appends {@link #MOVE_WAIT}; returns the offset after it. */
    public static int putMoveWait(MutableDirectBuffer buffer, int offset, long afterMs, long jitterMs) {
        int at = Varint.put(buffer, offset, MOVE_WAIT);
        at = Varint.put(buffer, at, Varint.length(afterMs) + Varint.length(jitterMs));
        return Varint.put(buffer, Varint.put(buffer, at, afterMs), jitterMs);
    }

    /** Appends a tag without a value ({@link #STAY}); returns the offset after it. */
    public static int putMark(MutableDirectBuffer buffer, int offset, int tag) {
        return Varint.put(buffer, Varint.put(buffer, offset, tag), 0);
    }

    /** Appends a tag that holds bytes; returns the offset after it. */
    public static int putBytes(MutableDirectBuffer buffer, int offset, int tag, byte[] value) {
        int at = Varint.put(buffer, offset, tag);
        at = Varint.put(buffer, at, value.length);
        buffer.putBytes(at, value);
        return at + value.length;
    }
}
