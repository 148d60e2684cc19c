package dev.carillon.simulator.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What came of one phase's messages at one generator.
 *
 * @param asked messages that were due in it
 * @param inTime of them, acked before it was over
 * @param times of its messages, in µs, by {@link Meter.Timed}
 */
record PhaseCount(long asked, long inTime, List<Histogram> times) {
    PhaseCount plus(PhaseCount other) {
        for (int i = 0; i < times.size(); i++) {
            times.get(i).add(other.times.get(i));
        }
        return new PhaseCount(asked + other.asked, inTime + other.inTime, times);
    }
}
