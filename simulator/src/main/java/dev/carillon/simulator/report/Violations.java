package dev.carillon.simulator.report;

import java.util.List;

/**
 * The evidence.
 *
 * @param violations those shown
 * @param total how many were found; more than are shown if there were very many
 */
public record Violations(String heading, String note, List<Violation> violations, long total) implements Section {
    public Violations {
        violations = List.copyOf(violations);
    }
}
