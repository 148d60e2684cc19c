package dev.carillon.node.edge;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop by slot, with a deadline each, in flat arrays: one sweep looks at a few cache lines
 * instead of a timer object per connection. Runs on its event loop.
 */
final class ConnectionTable {
    /** A deadline that never comes. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int SLOTS_AT_START = 64;

    private final int loop;

    private @Nullable ClientConnection[] connections = new @Nullable ClientConnection[SLOTS_AT_START];
    private int[] generations = new int[SLOTS_AT_START];
    private long[] deadlines = new long[SLOTS_AT_START];
    private int[] freeSlots = new int[SLOTS_AT_START];
    private int freeCount;
    private int used;

    ConnectionTable(int loop) {
        this.loop = loop;
        Arrays.fill(deadlines, NEVER);
    }

    /** Gives the connection a number, valid until {@link #remove}; -1 if there is no slot left. */
    long add(ClientConnection connection) {
        int slot;
        if (freeCount > 0) {
            slot = freeSlots[--freeCount];
        } else if (used < ConnectionNumber.SLOTS_MAX) {
            slot = used++;
            if (slot == connections.length) {
                grow();
            }
        } else {
            return -1;
        }
        connections[slot] = connection;
        deadlines[slot] = NEVER;
        return ConnectionNumber.of(loop, generations[slot], slot);
    }

    /** The connection with this number, or null if it is gone. */
    @Nullable
    ClientConnection get(long number) {
        int slot = ConnectionNumber.slot(number);
        return slot < used && generations[slot] == ConnectionNumber.generation(number) ? connections[slot] : null;
    }

    void remove(long number) {
        int slot = ConnectionNumber.slot(number);
        if (get(number) == null) {
            throw new IllegalStateException("connection " + Long.toHexString(number) + " was removed before");
        }
        connections[slot] = null;
        generations[slot]++;
        deadlines[slot] = NEVER;
        freeSlots[freeCount++] = slot;
    }

    int size() {
        return used - freeCount;
    }

    /** Makes sure that the connection is looked at no later than the first sweep at or after {@code atMs}; -1 is none. */
    void lookAtNoLaterThan(long number, long atMs) {
        if (number < 0) {
            return;
        }
        int slot = ConnectionNumber.slot(number);
        if (atMs < deadlines[slot]) {
            deadlines[slot] = atMs;
        }
    }

    /** Lets every connection whose deadline has come check its limits and name its next deadline. */
    void sweep(long nowMs) {
        for (int slot = 0; slot < used; slot++) {
            if (deadlines[slot] <= nowMs) {
                deadlines[slot] = NEVER;
                ClientConnection connection = connections[slot];
                if (connection != null) {
                    connection.onDeadline(nowMs);
                }
            }
        }
    }

    /** Visits all connections; the visitor may remove the one it is given. */
    void forEach(java.util.function.Consumer<ClientConnection> visitor) {
        for (int slot = 0; slot < used; slot++) {
            ClientConnection connection = connections[slot];
            if (connection != null) {
                visitor.accept(connection);
            }
        }
    }

    private void grow() {
        int length = Math.min(ConnectionNumber.SLOTS_MAX, connections.length * 2);
        int before = connections.length;
        connections = Arrays.copyOf(connections, length);
        generations = Arrays.copyOf(generations, length);
        freeSlots = Arrays.copyOf(freeSlots, length);
        deadlines = Arrays.copyOf(deadlines, length);
        Arrays.fill(deadlines, before, length, NEVER);
    }
}
