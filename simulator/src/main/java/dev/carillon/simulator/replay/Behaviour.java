package dev.carillon.simulator.replay;

import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a replay, apart from how long it took: names and values that must be the same whenever the same is replayed
 * against nodes that behave the same. Immutable.
 *
 * @param facts by name; {@code count:} how often something happened, {@code receipt:} how far receipts came,
 *     {@code inbox:} how long inboxes are, {@code order:} in which order a pair's messages came
 */
public record Behaviour(Map<String, String> facts) {
    public Behaviour {
        facts = new TreeMap<>(facts);
    }

    /** With counts of the ledger. */
    Behaviour with(Map<String, Long> counts) {
        Map<String, String> all = new TreeMap<>(facts);
        counts.forEach((what, count) -> all.put("count: " + what, Long.toString(count)));
        return new Behaviour(all);
    }
}
