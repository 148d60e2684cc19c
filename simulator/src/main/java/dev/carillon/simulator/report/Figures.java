package dev.carillon.simulator.report;

import java.util.List;

/** Tiles, each with a figure. */
public record Figures(String heading, String note, List<Figure> figures) implements Section {
    public Figures {
        figures = List.copyOf(figures);
    }
}
