package dev.carillon.node.edge;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which connections of an event loop take bytes now, by slot, so that a session is refused before it fills memory with
 * what a slow client does not read. Written on the event loop, read on any.
 */
final class OutboundGate {
    private static final int SLOTS_AT_START = 64;

    /** Per slot: generation plus one of the connection that is shut, 0 if none is. Grown by its only writer. */
    private volatile AtomicIntegerArray shut = new AtomicIntegerArray(SLOTS_AT_START);

    boolean isShut(long connection) {
        AtomicIntegerArray now = shut;
        int slot = ConnectionNumber.slot(connection);
        return slot < now.length() && now.get(slot) == ConnectionNumber.generation(connection) + 1;
    }

    void shut(long connection) {
        int slot = ConnectionNumber.slot(connection);
        AtomicIntegerArray now = shut;
        if (slot >= now.length()) {
            AtomicIntegerArray grown = new AtomicIntegerArray(Math.max(slot + 1, now.length() * 2));
            for (int i = 0; i < now.length(); i++) {
                grown.setPlain(i, now.getPlain(i));
            }
            shut = grown;
            now = grown;
        }
        now.set(slot, ConnectionNumber.generation(connection) + 1);
    }

    void open(long connection) {
        AtomicIntegerArray now = shut;
        int slot = ConnectionNumber.slot(connection);
        if (slot < now.length()) {
            now.set(slot, 0);
        }
    }
}
