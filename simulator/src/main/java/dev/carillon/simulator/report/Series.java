package dev.carillon.simulator.report;

import java.util.List;

/**
 * A line in a chart.
 *
 * @param name as in the legend
 * @param values one for each x of its chart; NaN where there is none
 */
public record Series(String name, List<Double> values) {
    public Series {
        values = List.copyOf(values);
    }
}
