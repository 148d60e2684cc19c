package dev.carillon.node.delivery;

import dev.carillon.ring.UserHash;
import dev.carillon.storage.overlay.PartitionOverlay;
import java.util.Arrays;

/**
 * One look through a partition's users, for what time alone brings about. It decides only; the operations are judged by
 * apply. Reads records, not inboxes, except of users that have something too old.
 */
final class Housekeeping {
    /** Users that one look does something about; the others wait for the next. */
    static final int USERS_MAX = 256;

    /** Items that one look expires per user. */
    static final int ITEMS_MAX = 1024;

    private static final byte[] KEY_PREFIX = {'u'};

    private final DeliveryPartition partition;
    private final PartitionOverlay overlay;
    private final long oldestStampMs;
    private final long lastSeenMs;
    private int found;

    Housekeeping(DeliveryPartition partition, PartitionOverlay overlay, long oldestStampMs, long lastSeenMs) {
        this.partition = partition;
        this.overlay = overlay;
        this.oldestStampMs = oldestStampMs;
        this.lastSeenMs = lastSeenMs;
    }

    boolean run() {
        overlay.scan(KEY_PREFIX, (key, value) -> {
            byte[] name = Arrays.copyOfRange(key, 1, key.length);
            look(UserState.decode(overlay, name, UserHash.of(name), value));
            return found < USERS_MAX;
        });
        return found >= USERS_MAX;
    }

    private void look(UserState record) {
        boolean old = record.inbox.first() < record.inbox.next() && record.firstStampMs < oldestStampMs;
        boolean away = false;
        for (DeviceState device : record.devices) {
            away |= device.lastSeenMs < lastSeenMs;
        }
        if (!old && !away) {
            return;
        }
        // The record may be a copy of an object in memory, and has a handle of its own for the inbox: ask for the one.
        UserState user = partition.findUser(record.name, record.hash);
        if (user == null) {
            return;
        }
        found++;
        if (old) {
            expire(user);
        }
        for (DeviceState device : user.devices) {
            if (device.lastSeenMs < lastSeenMs && device.listener == null) {
                partition.retire(user.name, device.install);
            }
        }
    }

    private void expire(UserState user) {
        long[] toSeq = {user.inbox.first()};
        user.inbox.read(user.inbox.first(), ITEMS_MAX, (seq, b, item, length) -> {
            if (InboxItem.stampMs(b, item) >= oldestStampMs) {
                return false;
            }
            toSeq[0] = seq + 1;
            return true;
        });
        if (toSeq[0] > user.inbox.first()) {
            partition.expire(user.name, toSeq[0]);
        }
    }
}
