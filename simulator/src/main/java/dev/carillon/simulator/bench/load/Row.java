package dev.carillon.simulator.bench.load;

import java.util.Locale;

/**
 * One measured figure.
 *
 * @param workload what was run, with its variant behind an underscore: {@code pairs_light}
 * @param repeat which repetition, from 1; 0 for a figure of the whole run
 * @param unit of {@code value}; empty for a bare count
 */
public record Row(String workload, String metric, int repeat, double value, String unit) {
    /** First column of every row: the server that was measured. */
    public static final String PEER = "carillon";

    private static final int COLUMNS = 6;

    /** Six tab-separated columns: peer, workload, metric, repeat, value, unit. */
    public String tsv() {
        return String.format(Locale.ROOT, "%s\t%s\t%s\t%d\t%.6g\t%s", PEER, workload, metric, repeat, value, unit);
    }

    /**
     * The row that {@link #tsv} wrote.
     *
     * @throws IllegalArgumentException if the line is something else
     */
    public static Row parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS || !columns[0].equals(PEER)) {
            throw new IllegalArgumentException("not a row of figures: " + line);
        }
        return new Row(
                columns[1], columns[2], Integer.parseInt(columns[3]), Double.parseDouble(columns[4]), columns[5]);
    }

    /** The row as a JSON object. */
    public String json() {
        String number = Double.isFinite(value) ? String.format(Locale.ROOT, "%.6g", value) : "null";
        return "{\"workload\":\"" + workload + "\",\"metric\":\"" + metric + "\",\"repeat\":" + repeat + ",\"value\":"
                + number + ",\"unit\":\"" + unit + "\"}";
    }
}
