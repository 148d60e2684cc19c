package dev.carillon.simulator.report;

import java.util.List;

/** What happened, line by line, in letters of one width. */
public record Story(String heading, String note, List<String> lines) implements Section {
    public Story {
        lines = List.copyOf(lines);
    }
}
