package dev.carillon.simulator.report;

import java.util.List;

/** What had to hold, and whether it did. */
public record Checks(String heading, String note, List<Check> checks) implements Section {
    public Checks {
        checks = List.copyOf(checks);
    }
}
