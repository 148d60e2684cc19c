package dev.carillon.ring;

import org.agrona.DirectBuffer;

/**
 * The fixed division of the ring into equal partitions. Their number is a power of two, chosen when a cluster is
 * created and never changed; a user's partition is the top bits of {@link UserHash}.
 *
 * <p>Immutable; any thread.
 */
public final class Partitions {
    /** Most partitions a cluster may have. */
    public static final int MAX = 65_536;

    private final int count;
    private final int shift;

    private Partitions(int count) {
        this.count = count;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(count);
    }

    /**
     * A ring of {@code count} partitions.
     *
     * @throws IllegalArgumentException unless {@code count} is a power of two from 1 to {@link #MAX}
     */
    public static Partitions of(int count) {
        if (count < 1 || count > MAX || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(
                    "the number of partitions must be a power of two from 1 to " + MAX + ", not " + count);
        }
        return new Partitions(count);
    }

    public int count() {
        return count;
    }

    /** The partition, from 0 to {@code count() - 1}, that a user hash falls into. */
    public int ofHash(long hash) {
        // A shift by 64 is a shift by none in Java, so one partition needs its own answer.
        return count == 1 ? 0 : (int) (hash >>> shift);
    }

    public int ofUser(byte[] user) {
        return ofHash(UserHash.of(user));
    }

    public int ofUser(DirectBuffer buffer, int offset, int length) {
        return ofHash(UserHash.of(buffer, offset, length));
    }
}
