package dev.carillon.client;

import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.DeviceStoreException;
import dev.carillon.client.store.StoredSend;

/** A store on a disk that is full. */
final class BrokenStore implements DeviceStore {
    @Override
    public DeviceState open() {
        return DeviceState.FRESH;
    }

    @Override
    public void reset(long install) {}

    @Override
    public void history(long number) {}

    @Override
    public void append(StoredSend send) {}

    @Override
    public void settled(long cseq) {}

    @Override
    public void cursor(long seq) {}

    @Override
    public void flush() {
        throw new DeviceStoreException("disk full");
    }

    @Override
    public void close() {}
}
