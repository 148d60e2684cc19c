package dev.carillon.simulator.capacity;

import dev.carillon.simulator.bench.load.Row;
import java.util.List;

/** The figures of one benchmark, by name. */
record Figures(List<Row> rows) {
    /** The median over all repetitions. */
    double of(String metric) {
        double[] values = rows.stream()
                .filter(row -> row.metric().equals(metric))
                .mapToDouble(Row::value)
                .sorted()
                .toArray();
        if (values.length == 0) {
            throw new PlanException("the benchmark did not tell " + metric);
        }
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
