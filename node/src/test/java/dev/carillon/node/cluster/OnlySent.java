package dev.carillon.node.cluster;

import java.util.function.BiConsumer;
import org.agrona.DirectBuffer;

/** Peers that all answer; what is sent to them is handed on, with its kind. */
record OnlySent(BiConsumer<Integer, byte[]> hears) implements Peers {
    @Override
    public boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length) {
        byte[] bytes = new byte[length];
        frame.getBytes(offset, bytes);
        hears.accept(kind, bytes);
        return true;
    }

    @Override
    public void flush() {}

    @Override
    public long connection(int node) {
        return 1;
    }

    @Override
    public boolean isDown(int node) {
        return false;
    }
}
