package dev.carillon.node.delivery;

import dev.carillon.storage.overlay.PartitionOverlay;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The users of a partition that are in memory, found by their bytes without making an object: open addressing with
 * linear probing over the user hash. What is idle is dropped by {@link #sweep} and read again when needed, so that an
 * idle user costs nothing. Runs on the partition's loop.
 */
final class UserTable {
    private static final int CAPACITY_MIN = 64;

    private final PartitionOverlay overlay;
    private @Nullable UserState[] slots = new @Nullable UserState[CAPACITY_MIN];
    private int size;
    private int hand;

    UserTable(PartitionOverlay overlay) {
        this.overlay = overlay;
    }

    int size() {
        return size;
    }

    /** The user, from memory or storage, or null if there is none. {@code name} has no length byte. */
    @Nullable
    UserState find(DirectBuffer b, int name, int length, long hash) {
        for (int i = slot(hash); ; i = next(i)) {
            UserState user = slots[i];
            if (user == null) {
                return load(b, name, length, hash);
            }
            if (user.hash == hash && same(user.name, b, name, length)) {
                user.used = true;
                return user;
            }
        }
    }

    private @Nullable UserState load(DirectBuffer b, int name, int length, long hash) {
        byte[] bytes = new byte[length];
        b.getBytes(name, bytes);
        byte[] value = overlay.load(UserState.keyOf(bytes));
        if (value == null) {
            return null;
        }
        UserState user = UserState.decode(overlay, bytes, hash, value);
        add(user);
        return user;
    }

    /** Adds a user that is not here. */
    void add(UserState user) {
        if (size * 2 >= slots.length) {
            rehash(slots.length * 2);
        }
        user.used = true;
        put(user);
        size++;
    }

    /** Looks at some slots and drops what is idle and was not used since the last round. */
    void sweep(int slotsMax) {
        for (int n = Math.min(slotsMax, slots.length); n > 0; n--) {
            hand = next(hand);
            UserState user = slots[hand];
            if (user == null) {
                continue;
            }
            if (user.used) {
                user.used = false;
            } else if (user.isIdle()) {
                remove(hand);
                // Another may have moved into this slot.
                hand = hand == 0 ? slots.length - 1 : hand - 1;
            }
        }
        if (slots.length > CAPACITY_MIN && size * 8 < slots.length) {
            rehash(slots.length / 2);
        }
    }

    /** Knuth, TAOCP 6.4, algorithm R: closes the gap so that probing needs no tombstones. */
    private void remove(int slot) {
        int gap = slot;
        slots[gap] = null;
        size--;
        for (int i = next(gap); ; i = next(i)) {
            UserState user = slots[i];
            if (user == null) {
                return;
            }
            int home = slot(user.hash);
            boolean reachable = gap <= i ? gap < home && home <= i : gap < home || home <= i;
            if (!reachable) {
                slots[gap] = user;
                slots[i] = null;
                gap = i;
            }
        }
    }

    private void rehash(int capacity) {
        @Nullable UserState[] old = slots;
        slots = new @Nullable UserState[capacity];
        hand = 0;
        for (UserState user : old) {
            if (user != null) {
                put(user);
            }
        }
    }

    private void put(UserState user) {
        int i = slot(user.hash);
        while (slots[i] != null) {
            i = next(i);
        }
        slots[i] = user;
    }

    /** The low bits: the high ones choose the partition and are the same for all users here. */
    private int slot(long hash) {
        return (int) hash & (slots.length - 1);
    }

    private int next(int i) {
        return (i + 1) & (slots.length - 1);
    }

    private static boolean same(byte[] known, DirectBuffer b, int name, int length) {
        if (known.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (known[i] != b.getByte(name + i)) {
                return false;
            }
        }
        return true;
    }
}
