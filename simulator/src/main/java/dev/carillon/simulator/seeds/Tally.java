package dev.carillon.simulator.seeds;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often each thing happened. One thread. */
final class Tally {
    private final EnumMap<Happened, Long> counts = new EnumMap<>(Happened.class);

    void add(Happened what, long times) {
        counts.merge(what, times, Long::sum);
    }

    void add(Tally other) {
        other.counts.forEach(this::add);
    }

    long of(Happened what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What never happened. */
    List<Happened> missing() {
        return List.of(Happened.values()).stream().filter(each -> of(each) == 0).toList();
    }

    /** By label, in the order of the enumeration. */
    Map<String, Long> byLabel() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Happened each : Happened.values()) {
            all.put(each.label(), of(each));
        }
        return all;
    }
}
