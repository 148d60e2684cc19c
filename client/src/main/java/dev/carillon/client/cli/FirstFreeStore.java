package dev.carillon.client.cli;

import dev.carillon.client.store.DeviceInUseException;
import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.DeviceStoreException;
import dev.carillon.client.store.FileDeviceStore;
import dev.carillon.client.store.StoredSend;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The first device of a user on this machine that no other command is using: commands that run one after the other
 * share {@code device-1}, a second terminal is a second device.
 */
final class FirstFreeStore implements DeviceStore {
    /** Keeps something of its own beside the device, for as long as the device is held. On the client's loop; never throws. */
    interface Companion {
        /** Nothing is kept beside the device. */
        Companion NONE = new Companion() {
            @Override
            public void opened(Path folder, DeviceState state) {}

            @Override
            public void closing() {}
        };

        void opened(Path folder, DeviceState state);

        void closing();
    }

    private static final int DEVICES_MAX = 8;

    private final Path folder;
    private final Companion companion;
    private @Nullable DeviceStore open;

    FirstFreeStore(Path folder, Companion companion) {
        this.folder = folder;
        this.companion = companion;
    }

    @Override
    public DeviceState open() {
        for (int i = 1; i <= DEVICES_MAX; i++) {
            Path device = folder.resolve("device-" + i);
            DeviceStore store = new FileDeviceStore(device, FileDeviceStore.Sync.SENDS);
            try {
                DeviceState state = store.open();
                open = store;
                companion.opened(device, state);
                return state;
            } catch (DeviceInUseException e) {
                continue;
            }
        }
        throw new DeviceStoreException("All " + DEVICES_MAX + " devices in " + folder
                + " are in use. Close a chat of this user, or give another folder with --state.");
    }

    private DeviceStore store() {
        if (open == null) {
            throw new DeviceStoreException("The device was used before it was opened.");
        }
        return open;
    }

    @Override
    public void reset(long install) {
        store().reset(install);
    }

    @Override
    public void history(long number) {
        store().history(number);
    }

    @Override
    public void append(StoredSend send) {
        store().append(send);
    }

    @Override
    public void settled(long cseq) {
        store().settled(cseq);
    }

    @Override
    public void cursor(long seq) {
        store().cursor(seq);
    }

    @Override
    public void flush() {
        store().flush();
    }

    @Override
    public void close() {
        if (open != null) {
            companion.closing();
            open.close();
        }
    }
}
