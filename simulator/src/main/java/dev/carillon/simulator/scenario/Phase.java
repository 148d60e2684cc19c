package dev.carillon.simulator.scenario;

import java.util.Set;

/**
 * A part of a run.
 *
 * @param lengthNs of the scenario
 * @param rateFrom messages per second of the run, at its beginning
 * @param rateTo the same at its end; in between it changes evenly
 * @param away personas that are offline
 * @param returnOverNs of the run: over how long those come back who were away in the phase before
 * @param barrier what has to be before the next phase begins
 */
public record Phase(
        String name,
        long lengthNs,
        double rateFrom,
        double rateTo,
        Set<String> away,
        long returnOverNs,
        Barrier barrier) {
    /** What the run waits for after a phase. */
    public enum Barrier {
        NONE("none"),
        /** All that was sent is acked or refused. */
        ACKED("acked"),
        /** All that was acked is delivered, too. */
        DELIVERED("delivered");

        private final String word;

        Barrier(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** How many messages it asks for. */
    public double messages(double speed) {
        return (rateFrom + rateTo) / 2 * lengthNs / 1e9 / speed;
    }

    /** The same with so many times as many messages. */
    Phase scaled(double factor) {
        return new Phase(name, lengthNs, rateFrom * factor, rateTo * factor, away, returnOverNs, barrier);
    }
}
