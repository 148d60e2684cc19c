package dev.carillon.simulator.report;

/**
 * Something that had to hold: a promise, a threshold.
 *
 * @param group what kind it is, for example "promises"; a test class for those who read JUnit XML
 * @param name which one
 * @param outcome whether it held
 * @param detail what was expected and what was seen; why it could not be checked
 */
public record Check(String group, String name, Outcome outcome, String detail) {
    /** Whether it held. */
    public enum Outcome {
        HELD,
        BROKEN,
        NOT_CHECKED
    }

    public static Check of(String group, String name, boolean held, String detail) {
        return new Check(group, name, held ? Outcome.HELD : Outcome.BROKEN, detail);
    }
}
