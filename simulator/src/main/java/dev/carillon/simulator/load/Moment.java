package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import java.util.List;

/**
 * A run as it is now, for those who watch.
 *
 * @param elapsed seconds since the load began
 * @param now the newest second of which every generator has told
 * @param seconds all of them
 * @param faults done so far
 * @param nodes what they used so far
 */
record Moment(double elapsed, Timeline.Sum now, List<Second> seconds, List<FaultMark> faults, List<NodeSample> nodes) {
    /** The newest second by itself. */
    Second last() {
        return seconds.get(seconds.size() - 1);
    }

    /** Messages that are neither delivered nor refused yet. */
    long underWay() {
        return Math.max(0, now.sent() - now.delivered() - now.failed());
    }
}
