package dev.carillon.simulator.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What one generator did in one second.
 *
 * @param second since the beginning, from 0
 * @param phase the number of the phase at its end
 * @param asked messages that were due so far
 * @param sent so far
 * @param acked so far
 * @param delivered so far
 * @param failed so far
 * @param wrong duplicated, out of order or invented so far
 * @param connected users at its end
 * @param busiest what the generator's busiest thread did of the second
 * @param times of the second, in µs, by {@link Meter.Timed}
 */
record Tick(
        int second,
        int phase,
        long asked,
        long sent,
        long acked,
        long delivered,
        long failed,
        long wrong,
        int connected,
        BusiestThread.Share busiest,
        List<Histogram> times) {}
