package dev.carillon.simulator.report;

/** A part of a report. */
public sealed interface Section permits Figures, Checks, Chart, Table, Story, Violations, Method {
    /** What it shows, a few words. */
    String heading();

    /** How to read it, a sentence or two; may be empty. */
    String note();
}
