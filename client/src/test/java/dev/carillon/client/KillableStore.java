package dev.carillon.client;

import dev.carillon.client.fake.FakeNetwork;
import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.StoredSend;

/** A store that a killed process no longer writes to. */
record KillableStore(DeviceStore store, FakeNetwork.Life life) implements DeviceStore {
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
        if (!life.over()) {
            store.history(number);
        }
    }

    @Override
    public void append(StoredSend send) {
        if (!life.over()) {
            store.append(send);
        }
    }

    @Override
    public void settled(long cseq) {
        if (!life.over()) {
            store.settled(cseq);
        }
    }

    @Override
    public void cursor(long seq) {
        if (!life.over()) {
            store.cursor(seq);
        }
    }

    @Override
    public void flush() {
        if (!life.over()) {
            store.flush();
        }
    }

    @Override
    public void close() {
        if (!life.over()) {
            store.close();
        }
    }
}
