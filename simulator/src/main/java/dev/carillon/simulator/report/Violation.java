package dev.carillon.simulator.report;

import java.util.List;

/**
 * A promise that was found broken once.
 *
 * @param promise its name
 * @param sentence what is wrong, for people
 * @param details all that is known, line by line: users, sequences, nodes, times
 */
public record Violation(String promise, String sentence, List<String> details) {
    public Violation {
        details = List.copyOf(details);
    }
}
