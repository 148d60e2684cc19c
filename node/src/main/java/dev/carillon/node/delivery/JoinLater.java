package dev.carillon.node.delivery;

import java.util.ArrayList;
import java.util.List;

/**
 * What need not have an entry of its own at once: cursors of devices, and how far outboxes may be trimmed. They join the
 * next entry, or get one after a delay. Runs on the loop.
 */
final class JoinLater {
    private final List<DeviceState> cursors = new ArrayList<>();
    private final List<UserState> users = new ArrayList<>();
    private final List<Outbox> trims = new ArrayList<>();

    /** @return whether it is news that this one waits */
    boolean cursor(UserState user, DeviceState device, long seq) {
        if (seq <= device.cursorAsked) {
            return false;
        }
        device.cursorAsked = seq;
        if (device.cursorWaits) {
            return false;
        }
        device.cursorWaits = true;
        cursors.add(device);
        users.add(user);
        return true;
    }

    /** @return whether it is news that this one waits */
    boolean trim(Outbox box) {
        if (box.answered <= box.trimAsked) {
            return false;
        }
        box.trimAsked = box.answered;
        if (box.trimWaits) {
            return false;
        }
        box.trimWaits = true;
        trims.add(box);
        return true;
    }

    boolean isEmpty() {
        return cursors.isEmpty() && trims.isEmpty();
    }

    void join(EntryPipeline entries) {
        for (int i = 0; i < cursors.size(); i++) {
            DeviceState device = cursors.get(i);
            device.cursorWaits = false;
            cursorNow(entries, users.get(i), device);
        }
        cursors.clear();
        users.clear();
        for (int i = 0; i < trims.size(); i++) {
            Outbox box = trims.get(i);
            box.trimWaits = false;
            entries.open().outboxTrim(box.to, box.trimAsked);
        }
        trims.clear();
    }

    /** @return whether the device's cursor was put into the entry; it may be there already */
    static boolean cursorNow(EntryPipeline entries, UserState user, DeviceState device) {
        if (device.cursorAsked <= device.cursorWritten) {
            return false;
        }
        device.cursorWritten = device.cursorAsked;
        entries.open().ack(user.name, device.install, device.cursorAsked);
        return true;
    }

    /** Forgets all of it; what devices said, they say again. */
    void drop() {
        cursors.forEach(device -> device.cursorWaits = false);
        trims.forEach(box -> box.trimWaits = false);
        cursors.clear();
        users.clear();
        trims.clear();
    }
}
