package dev.carillon.node.cluster;

import org.agrona.DirectBuffer;

/** Peers that all answer, and have room for everything; what is sent to them is handed on. */
public record OnlySent(Hears hears) implements Peers {
    /** Who hears what is sent. */
    public interface Hears {
        void on(int node, int kind, byte[] frame);
    }

    @Override
    public boolean send(int node, int kind, int partition, DirectBuffer frame, int offset, int length) {
        byte[] bytes = new byte[length];
        frame.getBytes(offset, bytes);
        hears.on(node, kind, bytes);
        return true;
    }

    @Override
    public long room(int node) {
        return Integer.MAX_VALUE;
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
