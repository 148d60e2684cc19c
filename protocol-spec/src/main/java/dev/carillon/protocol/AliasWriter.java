package dev.carillon.protocol;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The defining side's table of aliases, for one connection and direction (PROTOCOL.md, "Aliases"). A peer is a user ID
 * and, for DELIVER, an install; SEND uses install 0. When all {@link Limits#ALIASES} numbers are taken, the
 * least-recently-used one gets a new meaning. It grows as it is used; an idle connection needs none. Allocates only
 * when a peer is defined. One thread.
 *
 * <pre>{@code
 * int alias = aliases.find(name, 0, nameLength, install);
 * if (alias == AliasWriter.NONE || cseq <= aliases.last(alias)) {
 *     alias = aliases.define(name, 0, nameLength, install, cseq);   // this frame is NAMED, with the whole cseq
 * } else {
 *     delta = aliases.advance(alias, cseq);                         // this frame carries the distance
 * }
 * }</pre>
 */
public final class AliasWriter {
    /** From {@link #find}: no alias stands for this peer. */
    public static final int NONE = -1;

    private static final int FIRST_CAPACITY = 4;

    private final UnsafeBuffer wrapper = new UnsafeBuffer(0, 0);
    private byte[][] names = new byte[FIRST_CAPACITY][];
    private long[] installs = new long[FIRST_CAPACITY];
    private int[] hashes = new int[FIRST_CAPACITY];
    private long[] lastCseq = new long[FIRST_CAPACITY];
    private long[] lastUse = new long[FIRST_CAPACITY];
    private int size;
    private long uses;

    /** The alias of this peer, which now counts as just used, or {@link #NONE}. */
    public int find(DirectBuffer name, int offset, int length, long install) {
        int hash = hash(name, offset, length, install);
        for (int alias = 0; alias < size; alias++) {
            if (hashes[alias] == hash && installs[alias] == install && same(names[alias], name, offset, length)) {
                lastUse[alias] = ++uses;
                return alias;
            }
        }
        return NONE;
    }

    /** {@link #find} for SEND. */
    public int find(byte[] name) {
        wrapper.wrap(name);
        return find(wrapper, 0, name.length, 0);
    }

    /**
     * Gives the peer an alias, its old one if it has one; the frame that is being written must define it.
     *
     * @param cseq what the alias's last cseq now is; 0 for SEND
     */
    public int define(DirectBuffer name, int offset, int length, long install, long cseq) {
        int alias = find(name, offset, length, install);
        if (alias == NONE) {
            alias = size < Limits.ALIASES ? add() : leastRecentlyUsed();
            byte[] copy = new byte[length];
            name.getBytes(offset, copy);
            names[alias] = copy;
            installs[alias] = install;
            hashes[alias] = hash(name, offset, length, install);
            lastUse[alias] = ++uses;
        }
        lastCseq[alias] = cseq;
        return alias;
    }

    /** {@link #define} for SEND. */
    public int define(byte[] name) {
        wrapper.wrap(name);
        return define(wrapper, 0, name.length, 0, 0);
    }

    /** The cseq of the last message under this alias. */
    public long last(int alias) {
        return lastCseq[alias];
    }

    /** Makes {@code cseq} the alias's last; returns its distance from the one before, which is what travels. */
    public long advance(int alias, long cseq) {
        long delta = cseq - lastCseq[alias];
        lastCseq[alias] = cseq;
        return delta;
    }

    /** Takes back what {@link #define} or {@link #advance} did for a frame that was not sent: the peer has no alias. */
    public void forget(int alias) {
        names[alias] = new byte[0];
        hashes[alias] = 0;
        lastUse[alias] = 0;
    }

    private int add() {
        if (size == names.length) {
            int capacity = Math.min(Limits.ALIASES, size * 2);
            names = Arrays.copyOf(names, capacity);
            installs = Arrays.copyOf(installs, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
            lastCseq = Arrays.copyOf(lastCseq, capacity);
            lastUse = Arrays.copyOf(lastUse, capacity);
        }
        return size++;
    }

    private int leastRecentlyUsed() {
        int oldest = 0;
        for (int alias = 1; alias < size; alias++) {
            if (lastUse[alias] < lastUse[oldest]) {
                oldest = alias;
            }
        }
        return oldest;
    }

    private static boolean same(byte @Nullable [] known, DirectBuffer name, int offset, int length) {
        if (known == null || known.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known[i] != name.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }

    private static int hash(DirectBuffer name, int offset, int length, long install) {
        int hash = Long.hashCode(install);
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + name.getByte(offset + i);
        }
        return hash;
    }
}
