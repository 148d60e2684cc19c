package dev.carillon.simulator.promises;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Counts what a check looked at and what it found. Confined to the book's lock. */
final class Findings {
    /** Offenders named; the count tells how many more there are. */
    static final int NAMED_MAX = 5;

    private final List<String> named = new ArrayList<>();
    private long looked;
    private long against;

    void looked() {
        looked++;
    }

    void add(Supplier<String> sentence) {
        against++;
        if (named.size() < NAMED_MAX) {
            named.add(sentence.get());
        }
    }

    Seen seen() {
        return new Seen(looked, against, named);
    }
}
