package dev.carillon.node.edge;

/**
 * A connection's number: event loop (7 bits), generation of the slot (32 bits), slot (24 bits), so that a number kept
 * too long by a session never reaches the connection that took over the slot. Never negative.
 */
public final class ConnectionNumber {
    /** Event loops that a number can tell apart. */
    public static final int LOOPS_MAX = 1 << 7;

    /** Connections of one event loop that a number can tell apart. */
    public static final int SLOTS_MAX = 1 << 24;

    private static final int SLOT_BITS = 24;
    private static final int GENERATION_BITS = 32;

    private ConnectionNumber() {}

    static long of(int loop, int generation, int slot) {
        return (long) loop << (SLOT_BITS + GENERATION_BITS) | (generation & 0xFFFF_FFFFL) << SLOT_BITS | slot;
    }

    /** Index of the event loop. */
    public static int loop(long number) {
        return (int) (number >>> (SLOT_BITS + GENERATION_BITS));
    }

    static int generation(long number) {
        return (int) (number >>> SLOT_BITS);
    }

    static int slot(long number) {
        return (int) number & (SLOTS_MAX - 1);
    }
}
