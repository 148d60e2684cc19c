package dev.carillon.simulator.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The first few offenders of each kind, in words. Confined to the ledger's lock. */
final class Evidence {
    /** Offenders named per kind; the counts tell how many more there are. */
    static final int NAMED_MAX = 5;

    enum Kind {
        LOST("lost"),
        DUPLICATED("duplicated"),
        OUT_OF_ORDER("out of order"),
        INVENTED("invented"),
        UNSETTLED("unsettled"),
        FAILED("failed");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private final Map<Kind, List<String>> named = new EnumMap<>(Kind.class);

    void add(Kind kind, Supplier<String> words) {
        List<String> list = named.computeIfAbsent(kind, k -> new ArrayList<>(NAMED_MAX));
        if (list.size() < NAMED_MAX) {
            list.add(words.get());
        }
    }

    Evidence copy() {
        Evidence copy = new Evidence();
        named.forEach((kind, list) -> copy.named.put(kind, new ArrayList<>(list)));
        return copy;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        named.forEach((kind, list) -> list.forEach(words -> lines.add(kind.words + ": " + words)));
        return lines;
    }
}
