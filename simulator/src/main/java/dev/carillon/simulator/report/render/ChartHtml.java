package dev.carillon.simulator.report.render;

import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Judgement;
import dev.carillon.simulator.report.Mark;
import dev.carillon.simulator.report.Series;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Table.Column;
import dev.carillon.simulator.report.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The place where a chart is drawn, and the same in numbers for those who cannot see it. One thread. */
final class ChartHtml {
    private final Markup page;

    ChartHtml(Markup page) {
        this.page = page;
    }

    void write(Chart chart, int index) {
        page.open("figure", "class", "plot", "data-section", Integer.toString(index));
        page.open("noscript")
                .element("p", "Lines are drawn where JavaScript may run.", "class", "note")
                .close();
        page.close();
        page.open("details", "class", "numbers").element("summary", "In numbers");
        SectionHtml tables = new SectionHtml(page);
        tables.table(summary(chart));
        if (!chart.marks().isEmpty()) {
            tables.table(marks(chart));
        }
        page.close();
    }

    private static Table summary(Chart chart) {
        String unit = chart.y().unit();
        List<Column> columns = List.of(
                Column.words(chart.y().name()),
                Column.numbers("least", unit),
                Column.numbers("median", unit),
                Column.numbers("most", unit),
                Column.numbers("last", unit));
        List<Table.Row> rows = new ArrayList<>();
        for (Series line : chart.series()) {
            double[] known = line.values().stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(Double::isFinite)
                    .toArray();
            double last = known.length == 0 ? Double.NaN : known[known.length - 1];
            Arrays.sort(known);
            rows.add(Table.Row.of(
                    Value.of(line.name()),
                    Value.of(at(known, 0)),
                    Value.of(at(known, 0.5)),
                    Value.of(at(known, 1)),
                    Value.of(last)));
        }
        return new Table(chart.heading(), "", columns, rows);
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) (share * (sorted.length - 1))];
    }

    private static Table marks(Chart chart) {
        String unit = chart.x().unit();
        List<Column> columns = List.of(
                Column.words("mark"), Column.words("kind"), Column.numbers("from", unit), Column.numbers("to", unit));
        List<Table.Row> rows = new ArrayList<>();
        for (Mark mark : chart.marks()) {
            String kind = mark.kind().name().toLowerCase(Locale.ROOT);
            rows.add(new Table.Row(
                    List.of(Value.of(mark.label()), Value.of(kind), Value.of(mark.from()), Value.of(mark.to())),
                    Judgement.PLAIN));
        }
        return new Table(chart.heading(), "", columns, rows);
    }
}
