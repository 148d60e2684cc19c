package dev.carillon.simulator.load;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Adds up, second by second, what several generators tell. Any thread. */
final class Timeline {
    private final List<String> phases;
    private final int generators;
    private final SortedMap<Integer, List<Tick>> bySecond = new TreeMap<>();

    Timeline(List<String> phases, int generators) {
        this.phases = List.copyOf(phases);
        this.generators = generators;
    }

    synchronized void add(Tick tick) {
        bySecond.computeIfAbsent(tick.second(), second -> new ArrayList<>()).add(tick);
    }

    /** The newest second of which every generator has told; null before the first. */
    synchronized @Nullable Sum latest() {
        Sum latest = null;
        for (List<Tick> ticks : bySecond.values()) {
            if (ticks.size() == generators) {
                latest = Sum.of(ticks);
            }
        }
        return latest;
    }

    /** Everything that all generators have told of. */
    synchronized List<Second> seconds() {
        List<Second> all = new ArrayList<>();
        Sum before = Sum.NOTHING;
        for (List<Tick> ticks : bySecond.values()) {
            if (ticks.size() == generators) {
                Sum now = Sum.of(ticks);
                all.add(new Second(
                        now.second,
                        phases.get(now.phase),
                        now.asked - before.asked,
                        now.acked - before.acked,
                        now.delivered - before.delivered,
                        now.connected,
                        now.busiest,
                        Quantiles.of(now.times.get(Meter.Timed.LAG.ordinal())).p99(),
                        Quantiles.of(now.times.get(Meter.Timed.DELIVER.ordinal())),
                        Quantiles.of(now.times.get(Meter.Timed.ACK.ordinal()))));
                before = now;
            }
        }
        return all;
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
            double busiest,
            List<Histogram> times) {
        static final Sum NOTHING = new Sum(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of());

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
                    ticks.stream()
                            .max(Comparator.comparingDouble(Tick::busiest))
                            .map(Tick::busiest)
                            .orElse(0.0),
                    times);
        }
    }
}
