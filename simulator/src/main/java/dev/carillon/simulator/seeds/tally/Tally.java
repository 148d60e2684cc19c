package dev.carillon.simulator.seeds.tally;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often each thing happened. One thread. */
public final class Tally {
    private final EnumMap<Happened, Long> counts = new EnumMap<>(Happened.class);

    public Tally() {}

    public void add(Happened what, long times) {
        counts.merge(what, times, Long::sum);
    }

    public void add(Tally other) {
        other.counts.forEach(this::add);
    }

    public long of(Happened what) {
        return counts.getOrDefault(what, 0L);
    }

    /** What never happened. */
    public List<Happened> missing() {
        return List.of(Happened.values()).stream().filter(each -> of(each) == 0).toList();
    }

    /** By label, in the order of the enumeration. */
    public Map<String, Long> byLabel() {
        Map<String, Long> all = new LinkedHashMap<>();
        for (Happened each : Happened.values()) {
            all.put(each.label(), of(each));
        }
        return all;
    }
}
