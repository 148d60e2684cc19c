package dev.carillon.simulator.load;

import dev.carillon.simulator.scenario.Phase;
import dev.carillon.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * A phase on the run's own time axis, without what barriers wait.
 *
 * @param number from 0
 * @param fromNs of the run
 * @param toNs of the run
 */
record Stretch(int number, Phase phase, long fromNs, long toNs) {
    static List<Stretch> of(Scenario scenario) {
        List<Stretch> all = new ArrayList<>();
        long from = 0;
        for (Phase phase : scenario.phases()) {
            long to = from + (long) (phase.lengthNs() / scenario.speed());
            all.add(new Stretch(all.size(), phase, from, to));
            from = to;
        }
        return all;
    }

    double seconds() {
        return (toNs - fromNs) / 1e9;
    }

    /** How many messages the phase asks for until so many seconds of it are over. */
    double askedUntil(double seconds) {
        return phase.rateFrom() * seconds + (phase.rateTo() - phase.rateFrom()) * seconds * seconds / 2 / seconds();
    }

    /** The moment, in ns of the run, at which the phase has asked for so many; its end if it never does. */
    long whenAsked(double messages) {
        double low = 0;
        double high = seconds();
        if (askedUntil(high) < messages) {
            return toNs;
        }
        while (high - low > 1e-7) {
            double middle = (low + high) / 2;
            if (askedUntil(middle) < messages) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.min(toNs, fromNs + (long) (high * 1e9));
    }
}
