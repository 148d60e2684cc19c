package dev.carillon.simulator.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How this was measured: what somebody needs to do it again.
 *
 * @param facts name and value: command line, machine, cores, fsync policy, versions, seed; in the map's order
 */
public record Method(String heading, String note, Map<String, String> facts) implements Section {
    public Method {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
