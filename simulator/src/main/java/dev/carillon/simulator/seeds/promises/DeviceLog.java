package dev.carillon.simulator.seeds.promises;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** What one device's application was given and has taken over, by inbox sequence. */
public final class DeviceLog {
    private final String user;
    private final String name;
    final TreeMap<Long, String> items = new TreeMap<>();

    /** Items that the application has for good. */
    final TreeSet<Long> taken = new TreeSet<>();

    /** Sequences that this process of the application was given. */
    final Set<Long> given = new HashSet<>();

    private final LongSupplier install;

    /** Everything up to there was announced as not to come; it begins behind that. */
    long skippedTo;

    /** Whether something was dropped that it had not taken over. */
    boolean gaveUp;

    /** The newest inbox sequence that a node named. */
    long head;

    DeviceLog(String user, String name, LongSupplier install) {
        this.user = user;
        this.name = name;
        this.install = install;
    }

    /** Its install ID; 0 before it has one. */
    public long install() {
        return install.getAsLong();
    }

    /** Whose device it is. */
    public String user() {
        return user;
    }

    @Override
    public String toString() {
        return name;
    }

    /** The application is gone; what it had not taken over is forgotten, and may come again with what comes anew. */
    void killed() {
        items.keySet().removeIf(seq -> !taken.contains(seq));
        given.clear();
    }
}
