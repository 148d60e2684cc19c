package dev.carillon.simulator.diff;

import dev.carillon.simulator.report.JsonLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A comparison in words and as JSON. Pure text. */
final class DiffText {
    /** Differences of behaviour that are listed. */
    static final int SHOWN_MAX = 20;

    private DiffText() {}

    static List<String> lines(Comparison found) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("A: " + found.a().words());
        lines.add("B: " + found.b().words());
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                "Behaviour: %,d facts in %d runs of each, %d differ, %d vary by themselves",
                found.facts(),
                found.rounds().size(),
                found.differences().size(),
                found.varying().size() - found.differences().size()));
        found.varying().stream().limit(SHOWN_MAX).forEach(each -> lines.add("  " + behaviour(each)));
        if (found.varying().size() > SHOWN_MAX) {
            lines.add("  and " + (found.varying().size() - SHOWN_MAX) + " more");
        }
        lines.add("");
        lines.add(
                String.format("%-22s %12s %12s %8s %18s", "Performance, medians", "A", "B", "B÷A", "95 % confidence"));
        found.performance()
                .forEach(each -> lines.add(String.format(
                        Locale.ROOT,
                        "  %-20s %,12.2f %,12.2f %8.3f %18s   %s",
                        each.measure().words(),
                        each.a(),
                        each.b(),
                        each.ratio().value(),
                        interval(each.ratio()),
                        each.words())));
        lines.add("");
        if (found.complaints().isEmpty()) {
            lines.add("GREEN: B behaves as A does, and is nowhere worse as far as so many rounds can tell.");
        } else {
            lines.add("RED:");
            found.complaints().forEach(complaint -> lines.add("  - " + complaint));
        }
        return lines;
    }

    static String interval(Ratio ratio) {
        return Double.isFinite(ratio.high())
                ? String.format(Locale.ROOT, "%.3f to %.3f", ratio.low(), ratio.high())
                : "too few rounds";
    }

    private static String behaviour(Difference each) {
        return String.format(
                Locale.ROOT,
                "%s %s: A %s, B %s (p %.4f)",
                each.isDifference() ? "DIFFERS" : "varies ",
                each.fact(),
                each.a(),
                each.b(),
                each.probability());
    }

    static String json(String recording, Comparison found) {
        JsonLine line = new JsonLine()
                .add("verdict", found.complaints().isEmpty() ? "green" : "red")
                .add("recording", recording)
                .add("a", found.a().words())
                .add("b", found.b().words())
                .add("rounds", found.rounds().size())
                .add("facts", found.facts())
                .add("differences", found.differences().size())
                .add("varying", found.varying().size());
        for (Performance each : found.performance()) {
            String field = each.measure().field();
            line.add(field + "_a", each.a())
                    .add(field + "_b", each.b())
                    .add(field + "_ratio", number(each.ratio().value()));
            line.add(field + "_ratio_low", number(each.ratio().low()));
            line.add(field + "_ratio_high", number(each.ratio().high()));
        }
        return line.add(
                        "behaviour",
                        found.varying().stream()
                                .limit(SHOWN_MAX)
                                .map(DiffText::behaviour)
                                .toList())
                .add("complaints", found.complaints())
                .toString();
    }

    /** JSON knows no infinity: −1 stands for what is not known. */
    private static double number(double value) {
        return Double.isFinite(value) ? value : -1;
    }
}
