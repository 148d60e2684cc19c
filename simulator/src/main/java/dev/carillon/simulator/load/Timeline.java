package dev.carillon.simulator.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Adds up, second by second, what several generators tell. Any thread. */
final class Timeline {
    private final List<String> phases;
    private final int generators;
    /** Seconds of which not every generator has told. */
    private final SortedMap<Integer, List<Tick>> open = new TreeMap<>();

    private final List<Second> seconds = new ArrayList<>();
    private Sum latest = Sum.NOTHING;

    Timeline(List<String> phases, int generators) {
        this.phases = List.copyOf(phases);
        this.generators = generators;
    }

    /** Only figures are kept of seconds that are whole, so that long runs fit. */
    synchronized void add(Tick tick) {
        open.computeIfAbsent(tick.second(), second -> new ArrayList<>()).add(tick);
        // Each generator tells of its seconds in order, so that a later one is never whole before an earlier one.
        List<Tick> told = open.getOrDefault(tick.second(), List.of());
        if (told.size() == generators) {
            open.remove(tick.second());
            Sum now = Sum.of(told);
            seconds.add(new Second(
                    now.second,
                    phases.get(now.phase),
                    now.asked - latest.asked,
                    now.acked - latest.acked,
                    now.delivered - latest.delivered,
                    now.connected,
                    now.busiest.working(),
                    now.busiest.occupied(),
                    now.timed(Meter.Timed.LAG).p99(),
                    now.timed(Meter.Timed.DELIVER),
                    now.timed(Meter.Timed.ACK)));
            latest = now;
        }
    }

    /** The newest second of which every generator has told; null before the first. */
    synchronized @Nullable Sum latest() {
        return seconds.isEmpty() ? null : latest;
    }

    /** Everything that all generators have told of. */
    synchronized List<Second> seconds() {
        return List.copyOf(seconds);
    }

    /** One second, all together; counts are those since the beginning. */
    record Sum(
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
            List<Histogram> times) {
        static final Sum NOTHING = new Sum(-1, 0, 0, 0, 0, 0, 0, 0, 0, new BusiestThread.Share(0, 0), List.of());

        Quantiles timed(Meter.Timed what) {
            return Quantiles.of(times.get(what.ordinal()));
        }

        static Sum of(List<Tick> ticks) {
            List<Histogram> times = new ArrayList<>();
            for (Meter.Timed what : Meter.Timed.values()) {
                Histogram sum = new Histogram(Meter.LONGEST_MICROS, Meter.DIGITS);
                ticks.forEach(tick -> sum.add(tick.times().get(what.ordinal())));
                times.add(sum);
            }
            return new Sum(
                    ticks.get(0).second(),
                    ticks.stream().mapToInt(Tick::phase).min().orElse(0),
                    ticks.stream().mapToLong(Tick::asked).sum(),
                    ticks.stream().mapToLong(Tick::sent).sum(),
                    ticks.stream().mapToLong(Tick::acked).sum(),
                    ticks.stream().mapToLong(Tick::delivered).sum(),
                    ticks.stream().mapToLong(Tick::failed).sum(),
                    ticks.stream().mapToLong(Tick::wrong).sum(),
                    ticks.stream().mapToInt(Tick::connected).sum(),
                    new BusiestThread.Share(
                            most(ticks, BusiestThread.Share::working), most(ticks, BusiestThread.Share::occupied)),
                    times);
        }

        private static double most(List<Tick> ticks, ToDoubleFunction<BusiestThread.Share> of) {
            return ticks.stream().map(Tick::busiest).mapToDouble(of).max().orElse(0);
        }
    }
}
