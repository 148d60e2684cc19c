package dev.carillon.simulator.capacity;

import java.util.Locale;

/** What a machine has, and what can run out. */
public enum Resource {
    CPU,
    MEMORY,
    DISK,
    NETWORK;

    /** For people. */
    public String label() {
        return this == CPU ? "CPU" : name().toLowerCase(Locale.ROOT);
    }
}
