package dev.carillon.simulator.report;

/**
 * Something that happened at a place on the x axis, or between two.
 *
 * @param from where it began, in the x axis' unit
 * @param to where it ended; the same if it has no length
 * @param label what it was, as short as can be
 * @param kind decides how it is drawn
 */
public record Mark(double from, double to, String label, Kind kind) {
    /** What it is. */
    public enum Kind {
        /** Harm was done: a kill, a cut. */
        FAULT,
        /** A part of the run: warm-up, a load step. */
        PHASE,
        /** Anything else worth knowing: a repair, a limit. */
        NOTE
    }

    public static Mark at(double place, String label, Kind kind) {
        return new Mark(place, place, label, kind);
    }
}
