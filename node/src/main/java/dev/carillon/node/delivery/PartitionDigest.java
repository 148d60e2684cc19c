package dev.carillon.node.delivery;

import dev.carillon.ring.UserHash;
import dev.carillon.storage.overlay.OverlayQueue;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A number for all that a partition's state says: replicas that have applied the same entries have the same one. It does
 * not depend on what is in memory and what in the engine. Reads everything, so it is for checks, not for every entry.
 *
 * <p>FNV-1a over 64 bits, of records in key order, then of each user's inbox and each outbox, with their sequences.
 */
final class PartitionDigest {
    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final byte USER = 'u';

    private long hash = OFFSET_BASIS;

    private PartitionDigest() {}

    static long of(PartitionOverlay overlay, UserTable users, Outboxes outboxes) {
        PartitionDigest digest = new PartitionDigest();
        UnsafeBuffer b = new UnsafeBuffer(0, 0);
        List<byte[]> names = new ArrayList<>();
        overlay.scan(new byte[0], (key, value) -> {
            b.wrap(key);
            digest.add(b, 0, key.length);
            if (key[0] == USER) {
                names.add(key);
            }
            b.wrap(value);
            digest.add(b, 0, value.length);
            return true;
        });
        for (byte[] key : names) {
            b.wrap(key);
            UserState user = users.find(b, 1, key.length - 1, UserHash.of(b, 1, key.length - 1));
            if (user == null) {
                throw new IllegalStateException("a user's record is there, but not the user");
            }
            digest.add(user.inbox);
        }
        outboxes.forEach(box -> digest.add(box.queue));
        return digest.hash;
    }

    private void add(OverlayQueue queue) {
        queue.read(queue.first(), Integer.MAX_VALUE, (seq, b, offset, length) -> {
            add(seq);
            add(b, offset, length);
            return true;
        });
    }

    private void add(DirectBuffer b, int offset, int length) {
        add(length);
        for (int i = offset; i < offset + length; i++) {
            hash = (hash ^ b.getByte(i) & 0xff) * PRIME;
        }
    }

    private void add(long number) {
        hash = (hash ^ number) * PRIME;
    }
}
