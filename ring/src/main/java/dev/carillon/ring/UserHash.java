package dev.carillon.ring;

import org.agrona.DirectBuffer;

/**
 * The 64-bit hash that decides where a user lives: FNV-1a over the bytes of the user ID, then the 64-bit finalizer of
 * MurmurHash3, which spreads FNV's weak upper bits. Part of the protocol (PROTOCOL.md, "Partitions"; vectors in
 * {@code ring/vectors/user-hash.tsv}): clients and tools compute it too, so it never changes.
 *
 * <p>Pure; any thread. Sources: Fowler, Noll, Vo, draft-eastlake-fnv; Appleby, MurmurHash3 {@code fmix64}.
 */
public final class UserHash {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private UserHash() {}

    /** Hash of a user ID given as its UTF-8 bytes. */
    public static long of(byte[] user) {
        long hash = FNV_OFFSET;
        for (byte b : user) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return spread(hash);
    }

    /** Hash of a user ID that lies as UTF-8 bytes in a buffer. */
    public static long of(DirectBuffer buffer, int offset, int length) {
        long hash = FNV_OFFSET;
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ (buffer.getByte(i) & 0xff)) * FNV_PRIME;
        }
        return spread(hash);
    }

    private static long spread(long hash) {
        long h = hash;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        return h ^ h >>> 33;
    }
}
