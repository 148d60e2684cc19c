package dev.carillon.simulator.load;

import org.HdrHistogram.Histogram;

/**
 * Some times, in ms; all NaN where there are none.
 *
 * @param count how many
 */
public record Quantiles(long count, double p50, double p90, double p95, double p99, double p999, double max) {
    /** Of times in µs. */
    static Quantiles of(Histogram micros) {
        if (micros.getTotalCount() == 0) {
            return new Quantiles(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        return new Quantiles(
                micros.getTotalCount(),
                at(micros, 50),
                at(micros, 90),
                at(micros, 95),
                at(micros, 99),
                at(micros, 99.9),
                at(micros, 100));
    }

    private static double at(Histogram micros, double percent) {
        return micros.getValueAtPercentile(percent) / 1e3;
    }

    /** By its name: p50, p90, p95, p99, p99.9, max. */
    public double named(String quantile) {
        return switch (quantile) {
            case "p50" -> p50;
            case "p90" -> p90;
            case "p95" -> p95;
            case "p99" -> p99;
            case "p99.9" -> p999;
            default -> max;
        };
    }
}
