package dev.carillon.simulator.bench;

import java.util.Arrays;
import java.util.List;
import org.agrona.collections.LongArrayList;

/** Times in nanoseconds of which quantiles are wanted. One thread. */
final class Samples {
    private static final double NS_PER_MS = 1e6;

    private final LongArrayList all = new LongArrayList();

    void add(long ns) {
        all.addLong(ns);
    }

    void addAll(long[] ns) {
        for (long each : ns) {
            all.addLong(each);
        }
    }

    int count() {
        return all.size();
    }

    /** In ms; 0 of none. The smallest sample that is at least as large as this share of all. */
    double quantileMs(double share) {
        long[] sorted = all.toLongArray();
        Arrays.sort(sorted);
        return sorted.length == 0
                ? 0
                : sorted[(int) Math.min(sorted.length - 1L, (long) Math.ceil(share * sorted.length) - 1)] / NS_PER_MS;
    }

    /** Rows {@code name_p50}, {@code name_p99} and {@code name_max}. */
    void report(Bench bench, String workload, String name) {
        for (Quantile each : Quantile.ALL) {
            bench.report()
                    .accept(new dev.carillon.simulator.bench.load.Row(
                            workload, name + "_" + each.label(), 0, quantileMs(each.share()), "ms"));
        }
    }

    private record Quantile(String label, double share) {
        static final List<Quantile> ALL =
                List.of(new Quantile("p50", 0.5), new Quantile("p99", 0.99), new Quantile("max", 1));
    }
}
