package dev.carillon.client;

import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.MemoryDeviceStore;
import dev.carillon.client.store.StoredSend;

/** A store that knows how many sends were appended but not flushed. */
final class FlushCounting implements DeviceStore {
    private final DeviceStore store = new MemoryDeviceStore();
    private int unsafe;

    int unsafe() {
        return unsafe;
    }

    @Override
    public DeviceState open() {
        return store.open();
    }

    @Override
    public void reset(long install) {
        store.reset(install);
    }

    @Override
    public void history(long number) {
        store.history(number);
    }

    @Override
    public void append(StoredSend send) {
        unsafe++;
        store.append(send);
    }

    @Override
    public void settled(long cseq) {
        store.settled(cseq);
    }

    @Override
    public void cursor(long seq) {
        store.cursor(seq);
    }

    @Override
    public void flush() {
        unsafe = 0;
        store.flush();
    }

    @Override
    public void close() {
        store.close();
    }
}
