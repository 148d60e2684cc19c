package dev.carillon.simulator.bench;

import dev.carillon.simulator.bench.load.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a reader of the figures must know about them: where they say more about the load client or about noise. */
final class Warnings {
    /** From this share of a core on, the load client's busiest event loop is what limits the rate. */
    static final double CLIENT_BUSY_MAX = 0.9;

    /** CPU that neither the node nor the load client used, in cores, from which on figures read low. */
    static final double OTHER_CORES_MAX = 0.2;

    private static final Set<String> MUST_BE_ZERO = Set.of(
            "errors",
            "out_of_order",
            "left_in_flight",
            "drain_lost",
            "drain_duplicates",
            "drain_out_of_order",
            "after_kill9_lost",
            "after_kill9_duplicates",
            "after_kill9_out_of_order",
            "queue_incomplete");

    private Warnings() {}

    static List<String> of(List<Row> rows) {
        List<String> warnings = new ArrayList<>();
        double busy = max(rows, "client_busy");
        if (busy >= CLIENT_BUSY_MAX) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "the load client's busiest event loop was busy %.0f %% of the time; the node may be able to do more",
                    100 * busy));
        }
        double others = max(rows, "other_cores");
        if (others >= OTHER_CORES_MAX) {
            warnings.add(String.format(
                    Locale.ROOT, "other processes used up to %.1f cores meanwhile; the figures read low", others));
        }
        for (Row row : rows) {
            if (MUST_BE_ZERO.contains(row.metric()) && row.value() != 0) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s is %.0f and should be 0 (repeat %d)",
                        row.metric(),
                        row.value(),
                        row.repeat()));
            }
        }
        return warnings;
    }

    /** Whether a figure that must be 0 is not. */
    static boolean failed(List<Row> rows) {
        return rows.stream().anyMatch(row -> MUST_BE_ZERO.contains(row.metric()) && row.value() != 0);
    }

    private static double max(List<Row> rows, String metric) {
        return rows.stream()
                .filter(row -> row.metric().equals(metric))
                .mapToDouble(Row::value)
                .max()
                .orElse(0);
    }
}
