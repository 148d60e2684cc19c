package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.Row;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Prints the figures of a run: rows of tab-separated columns as they come, or tables for people per workload, or one
 * JSON object at the end. Runs on the command's thread.
 */
final class Report implements Consumer<Row> {
    /** How the figures are printed. */
    enum Form {
        TABLE,
        TSV,
        JSON
    }

    private static final int NAME_WIDTH = 30;
    private static final int VALUE_WIDTH = 12;

    private final PrintStream out;
    private final Form form;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<Row> all = new ArrayList<>();
    private final List<Row> pending = new ArrayList<>();

    Report(PrintStream out, Form form) {
        this.out = out;
        this.form = form;
    }

    /** States a circumstance of the run, such as the fsync policy; shown once, above the figures. */
    void setting(String name, String value) {
        String before = settings.put(name, value);
        if (form == Form.TABLE && !value.equals(before)) {
            out.println(name + ": " + value);
        }
    }

    @Override
    public void accept(Row row) {
        all.add(row);
        pending.add(row);
        if (form == Form.TSV) {
            out.println(row.tsv());
            out.flush();
        }
    }

    List<Row> rows() {
        return List.copyOf(all);
    }

    /** The rows since the last call belong together: prints their table. */
    void section(String title) {
        List<Row> rows = List.copyOf(pending);
        pending.clear();
        if (form == Form.TABLE) {
            out.println();
            out.println(title);
            table(rows);
            Warnings.of(rows).forEach(warning -> out.println("  note: " + warning));
            out.flush();
        }
    }

    private void table(List<Row> rows) {
        Map<String, List<Row>> lines = new LinkedHashMap<>();
        rows.forEach(row ->
                lines.computeIfAbsent(row.metric(), any -> new ArrayList<>()).add(row));
        lines.forEach((metric, values) -> {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-" + NAME_WIDTH + "s", metric));
            values.forEach(row -> line.append(cell(row.value())));
            if (values.size() > 1) {
                line.append("   median").append(cell(median(values)));
            }
            out.println(line.append(' ').append(values.get(0).unit()));
        });
    }

    private static String cell(double value) {
        double size = Math.abs(value);
        String format = value == Math.rint(value) || size >= 1000 ? "%,.0f" : size >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, "%" + VALUE_WIDTH + "s", String.format(Locale.ROOT, format, value));
    }

    static double median(List<Row> rows) {
        double[] sorted = rows.stream().mapToDouble(Row::value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Ends the run. */
    void end() {
        if (form == Form.JSON) {
            StringBuilder json = new StringBuilder("{\"peer\":\"" + Row.PEER + "\",\"settings\":{");
            List<String> parts = new ArrayList<>();
            settings.forEach((name, value) -> parts.add(quote(name) + ":" + quote(value)));
            json.append(String.join(",", parts)).append("},\"rows\":[");
            json.append(String.join(",", all.stream().map(Row::json).toList()));
            out.println(json.append("]}"));
        }
        out.flush();
    }

    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
