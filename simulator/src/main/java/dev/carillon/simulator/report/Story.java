package dev.carillon.simulator.report;

import java.util.List;

/**
 * What happened, line by line, in letters of one width.
 *
 * @param caution whether all other figures are to be read with it in mind, so that nobody must overlook it
 */
public record Story(String heading, String note, List<String> lines, boolean caution) implements Section {
    public Story {
        lines = List.copyOf(lines);
    }

    public Story(String heading, String note, List<String> lines) {
        this(heading, note, lines, false);
    }
}
