package dev.carillon.simulator.load;

import dev.carillon.simulator.scenario.NetworkQuality;
import dev.carillon.simulator.scenario.Persona;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One simulated user of a plan. Times are ns of the run.
 *
 * @param name the user's ID
 * @param kind the persona's name
 * @param number in the traffic
 * @param quiet whether there is a second device
 * @param network the weak network; null for the plain one
 * @param present when the user means to be connected
 * @param away when the phases keep the user offline
 * @param lost when there is no signal
 */
record Resident(
        String name,
        String kind,
        Persona persona,
        int number,
        boolean quiet,
        @Nullable NetworkQuality network,
        Intervals present,
        Intervals away,
        Intervals lost) {
    /** Whether the user could be reached in all of that time, had the nodes done their part. */
    boolean isReachable(long from, long to) {
        return present.covers(Math.max(0, from), to) && !lost.touches(from, to);
    }

    /** The moments at which the user comes online. */
    List<Intervals.Interval> visits() {
        return present.all();
    }
}
