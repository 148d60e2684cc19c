package dev.carillon.simulator.bench.load;

import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Where a workload reports its figures; every row goes to the sink at once. Any one thread. */
public final class Rows {
    private static final double[] PERCENTILES = {50, 99, 99.9};
    private static final double NS_PER_MS = 1e6;

    private final String workload;
    private final Consumer<Row> sink;

    public Rows(String workload, Consumer<Row> sink) {
        this.workload = workload;
        this.sink = sink;
    }

    void row(String metric, int repeat, double value, String unit) {
        sink.accept(new Row(workload, metric, repeat, value, unit));
    }

    /** {@code deliver_p50.0}, {@code ack_p50.0}, … of histograms in nanoseconds, as milliseconds. */
    void latencies(int repeat, Histogram delivered, Histogram acked) {
        for (double percentile : PERCENTILES) {
            row("deliver_p" + percentile, repeat, delivered.getValueAtPercentile(percentile) / NS_PER_MS, "ms");
            row("ack_p" + percentile, repeat, acked.getValueAtPercentile(percentile) / NS_PER_MS, "ms");
        }
    }
}
