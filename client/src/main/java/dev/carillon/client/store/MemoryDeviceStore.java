package dev.carillon.client.store;

import java.util.ArrayDeque;
import java.util.ArrayList;

/**
 * Keeps a device for the life of the object, so that it survives a client but not the process. For tests, bots that
 * enrol anew at each start, and applications that keep the cursor themselves.
 *
 * <p>One client at a time; not thread-safe.
 */
public final class MemoryDeviceStore implements DeviceStore {
    private final ArrayDeque<StoredSend> unsettled = new ArrayDeque<>(0);
    private boolean fresh = true;
    private long install;
    private long history;
    private long nextCseq = 1;
    private long cursor;

    @Override
    public DeviceState open() {
        return fresh
                ? DeviceState.FRESH
                : new DeviceState(install, history, nextCseq, cursor, new ArrayList<>(unsettled), false);
    }

    @Override
    public void reset(long newInstall) {
        unsettled.clear();
        fresh = false;
        install = newInstall;
        history = 0;
        nextCseq = 1;
        cursor = 0;
    }

    @Override
    public void history(long number) {
        history = number;
    }

    @Override
    public void append(StoredSend send) {
        unsettled.addLast(send);
        nextCseq = send.cseq() + 1;
    }

    @Override
    public void settled(long cseq) {
        while (!unsettled.isEmpty() && unsettled.peekFirst().cseq() <= cseq) {
            unsettled.removeFirst();
        }
    }

    @Override
    public void cursor(long seq) {
        cursor = seq;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
