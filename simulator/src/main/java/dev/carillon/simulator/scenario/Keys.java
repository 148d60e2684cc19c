package dev.carillon.simulator.scenario;

import java.util.List;

/** The keys of a scenario file, section by section. The JSON schema has the same; a test compares them. */
final class Keys {
    static final List<String> SCENARIO = List.of(
            "name",
            "about",
            "seed",
            "speed",
            "arrivals",
            "patience",
            "personas",
            "networks",
            "phases",
            "faults",
            "thresholds");
    static final List<String> PERSONA = List.of(
            "users",
            "weight",
            "talk",
            "think",
            "size",
            "contacts",
            "skew",
            "to",
            "second-device",
            "receipts",
            "reads",
            "online",
            "network");
    static final List<String> THINK = List.of("constant", "exponential", "lognormal", "sigma");
    static final List<String> SIZE = List.of("from", "to");
    static final List<String> ONLINE = List.of("for", "away");
    static final List<String> NETWORK = List.of("delay", "lost-every", "lost-for", "breaks");
    static final List<String> PHASE = List.of("name", "for", "rate", "away", "return-over", "barrier");
    static final List<String> FAULT = List.of("at", "kind", "node", "for");
    /** Of a file that has nothing but faults. */
    static final List<String> CHAOS = List.of("faults");

    private Keys() {}
}
