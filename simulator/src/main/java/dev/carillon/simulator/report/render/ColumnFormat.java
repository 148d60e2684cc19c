package dev.carillon.simulator.report.render;

import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import java.util.List;
import java.util.stream.IntStream;

/** How the numbers of a column are written: all with the same decimals, unless that would hide small ones. */
final class ColumnFormat {
    private static final int EACH_ITS_OWN = -1;

    private final int decimals;

    private ColumnFormat(int decimals) {
        this.decimals = decimals;
    }

    /** One for each column. */
    static List<ColumnFormat> of(Table table) {
        return IntStream.range(0, table.columns().size())
                .mapToObj(column -> of(table.rows().stream()
                        .map(row -> row.cells().get(column))
                        .filter(Value.Number.class::isInstance)
                        .mapToDouble(cell -> ((Value.Number) cell).number())
                        .filter(number -> Double.isFinite(number) && number != 0)
                        .map(Math::abs)
                        .toArray()))
                .toList();
    }

    private static ColumnFormat of(double... sizes) {
        double most = 0;
        double least = Double.POSITIVE_INFINITY;
        boolean whole = true;
        for (double size : sizes) {
            most = Math.max(most, size);
            least = Math.min(least, size);
            whole &= size == Math.rint(size);
        }
        if (whole) {
            return new ColumnFormat(0);
        }
        int decimals = most >= 1000 ? 0 : most >= 10 ? 1 : most >= 1 ? 2 : 3;
        return new ColumnFormat(least < Math.pow(10, -decimals) ? EACH_ITS_OWN : decimals);
    }

    String text(Value value) {
        return decimals != EACH_ITS_OWN && value instanceof Value.Number number ? number.text(decimals) : value.text();
    }
}
