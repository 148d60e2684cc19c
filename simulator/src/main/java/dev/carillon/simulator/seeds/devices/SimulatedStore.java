package dev.carillon.simulator.seeds.devices;

import dev.carillon.client.store.DeviceState;
import dev.carillon.client.store.DeviceStore;
import dev.carillon.client.store.StoredSend;
import java.util.ArrayDeque;
import java.util.ArrayList;

/** A device's store that keeps only what it promises: what was not flushed is gone when the application is killed. */
final class SimulatedStore implements DeviceStore {
    private DeviceState durable = DeviceState.FRESH;
    private final ArrayDeque<StoredSend> unsettled = new ArrayDeque<>();
    private boolean fresh = true;
    private long install;
    private long history;
    private long nextCseq = 1;
    private long cursor;

    /** The application is no more; what comes next is what had been flushed. */
    void kill() {
        fresh = durable.fresh();
        install = durable.install();
        history = durable.history();
        nextCseq = durable.nextCseq();
        cursor = durable.cursor();
        unsettled.clear();
        unsettled.addAll(durable.unsettled());
    }

    long install() {
        return install;
    }

    /** Up to where it has taken over what came, for good. */
    long cursor() {
        return durable.cursor();
    }

    private DeviceState state() {
        return new DeviceState(install, history, nextCseq, cursor, new ArrayList<>(unsettled), fresh);
    }

    @Override
    public DeviceState open() {
        return fresh ? DeviceState.FRESH : state();
    }

    @Override
    public void reset(long newInstall) {
        unsettled.clear();
        fresh = false;
        install = newInstall;
        history = 0;
        nextCseq = 1;
        cursor = 0;
        durable = state();
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
    public void flush() {
        durable = state();
    }

    @Override
    public void close() {
        flush();
    }
}
