package dev.carillon.protocol;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/**
 * The reading side's table of aliases, for one connection and direction (PROTOCOL.md, "Aliases"). Grows as it is used;
 * allocates only when a peer is defined. One thread.
 */
public final class AliasReader {
    private static final byte[] UNDEFINED = new byte[0];

    private byte[][] names = new byte[0][];
    private long[] installs = new long[0];
    private long[] lastCseq = new long[0];

    /** Gives {@code alias}, 0 to 63, its meaning; {@code install} and {@code cseq} are 0 for SEND. */
    public void define(int alias, DirectBuffer name, int offset, int length, long install, long cseq) {
        if (alias >= names.length) {
            grow(alias);
        }
        if (!same(names[alias], name, offset, length)) {
            byte[] copy = new byte[length];
            name.getBytes(offset, copy);
            names[alias] = copy;
        }
        installs[alias] = install;
        lastCseq[alias] = cseq;
    }

    /** Whether the alias has been defined; a frame that uses one that has not is {@link ErrorCode#BAD_ALIAS}. */
    public boolean known(int alias) {
        return alias < names.length && names[alias] != UNDEFINED;
    }

    /** The peer's user ID; never changed afterwards, so that it may be kept. The alias is {@link #known}. */
    public byte[] name(int alias) {
        return names[alias];
    }

    public long install(int alias) {
        return installs[alias];
    }

    /** The cseq of the last message under this alias. */
    public long last(int alias) {
        return lastCseq[alias];
    }

    /**
     * Moves the alias's last cseq on by {@code delta} and returns it; −1, and nothing moves, if that is beyond
     * {@link Limits#SEQUENCE_MAX}, which is {@link ErrorCode#BAD_SEQUENCE}.
     */
    public long advance(int alias, long delta) {
        long cseq = lastCseq[alias] + delta;
        if (cseq > Limits.SEQUENCE_MAX) {
            return -1;
        }
        lastCseq[alias] = cseq;
        return cseq;
    }

    private void grow(int alias) {
        int old = names.length;
        int capacity = Math.min(Limits.ALIASES, Math.max(4, Integer.highestOneBit(alias) * 2));
        names = Arrays.copyOf(names, capacity);
        Arrays.fill(names, old, capacity, UNDEFINED);
        installs = Arrays.copyOf(installs, capacity);
        lastCseq = Arrays.copyOf(lastCseq, capacity);
    }

    private static boolean same(byte[] known, DirectBuffer name, int offset, int length) {
        if (known.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known[i] != name.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }
}
