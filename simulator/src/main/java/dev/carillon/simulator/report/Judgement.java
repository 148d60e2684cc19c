package dev.carillon.simulator.report;

/** What to think of a value. */
public enum Judgement {
    /** Neither: it is only told. */
    PLAIN,
    OK,
    BAD
}
