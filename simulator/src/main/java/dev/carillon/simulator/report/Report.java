package dev.carillon.simulator.report;

import java.util.List;

/**
 * All that an instrument has to say, ready to be rendered.
 *
 * @param title what was examined, a few words
 * @param subtitle which one, for example the scenario and the build; may be empty
 * @param verdict what came of it
 * @param sections in the order in which they are read: what matters first
 */
public record Report(String title, String subtitle, Verdict verdict, List<Section> sections) {
    public Report {
        sections = List.copyOf(sections);
    }
}
