package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.report.JsonLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result in the terminal, and as one JSON object on one line. Pure. */
public final class RunText {
    private static final int COLUMNS = 80;

    private RunText() {}

    /** For people. */
    public static List<String> lines(RunResult run) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(words(
                "%s on %s: %,d messages in %.0f s",
                run.scenario().name(), run.target(), run.messages().rows(), run.seconds()));
        lines.add("                   asked  acked reached   deliver from when it was due    ack connect");
        lines.add("  phase               /s     /s       %     p50     p99     max     p99     p99");
        for (PhaseFigures phase : run.phases()) {
            lines.add(row(phase));
        }
        lines.add(row(run.whole()));
        lines.add("");
        for (PromiseResult promise : run.promises()) {
            lines.addAll(wrapped(
                    words("  %-9s %-19s ", promise.state().name().toLowerCase(Locale.ROOT), promise.name()),
                    promise.words()));
            promise.evidence().forEach(line -> lines.addAll(wrapped("            ", line)));
        }
        for (ThresholdResult threshold : run.thresholds()) {
            lines.add(words(
                    "  %-9s %-19s %s", threshold.holds() ? "kept" : "BROKEN", threshold.text(), threshold.figure()));
        }
        for (FaultMark fault : run.faults()) {
            lines.addAll(wrapped(
                    words(
                            "  %-9s %-9s %3.0f to %3.0f s  ",
                            fault.happened() ? "fault" : "FAILED",
                            fault.kind(),
                            fault.fromSeconds(),
                            fault.toSeconds()),
                    fault.words()));
        }
        run.warnings().forEach(warning -> lines.addAll(wrapped("! ", warning)));
        lines.add("");
        if (run.isGreen()) {
            lines.add("GREEN: " + run.summary());
        } else {
            lines.add("RED: " + run.summary());
            run.reasons().forEach(reason -> lines.addAll(wrapped("     ", reason)));
        }
        return lines;
    }

    private static String row(PhaseFigures phase) {
        return words(
                "  %-15s %6.0f %6.0f %7s %7s %7s %7s %7s %7s",
                phase.name(),
                phase.asked() / phase.seconds(),
                phase.rate(),
                Double.isNaN(phase.reached()) ? "-" : words("%.1f", 100 * phase.reached()),
                Shown.ms(phase.deliver().p50()),
                Shown.ms(phase.deliver().p99()),
                Shown.ms(phase.deliver().max()),
                Shown.ms(phase.ack().p99()),
                Shown.ms(phase.connect().p99()));
    }

    /** Lines that fit a terminal, the further ones below the text of the first. */
    private static List<String> wrapped(String before, String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(before);
        for (String word : text.split(" ", -1)) {
            if (line.length() > before.length()) {
                if (line.length() + 1 + word.length() > COLUMNS) {
                    lines.add(line.toString());
                    line = new StringBuilder(" ".repeat(before.length()));
                } else {
                    line.append(' ');
                }
            }
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static String words(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }

    /** For scripts. */
    public static String json(RunResult run) {
        JsonLine json = new JsonLine()
                .add("scenario", run.scenario().name())
                .add("verdict", run.isGreen() ? "green" : "red")
                .add("target", run.target())
                .add("seed", run.scenario().seed())
                .add("generators", run.generators())
                .add("seconds", run.seconds())
                .add("messages", run.messages().rows())
                .add("acked", run.messages().acked())
                .add("refused", run.messages().refused())
                .add("delivered", run.messages().delivered())
                .add("lost", run.messages().lost())
                .add("duplicated", run.messages().duplicated())
                .add("out_of_order", run.messages().outOfOrder())
                .add("invented", run.messages().invented())
                .add("unsettled", run.messages().unsettled());
        times(json, "deliver", run.whole().deliver());
        times(json, "ack", run.whole().ack());
        times(json, "connect", run.whole().connect());
        times(json, "lag", run.whole().lag());
        Map<String, Long> promises = new LinkedHashMap<>();
        run.promises().forEach(promise -> promises.put(promise.name(), promise.isBroken() ? 0L : 1L));
        return json.add("promises_held", promises)
                .add("reasons", run.reasons())
                .add("warnings", run.warnings())
                .toString();
    }

    private static void times(JsonLine json, String what, Quantiles times) {
        if (times.count() > 0) {
            json.add(what + "_p50_ms", times.p50())
                    .add(what + "_p99_ms", times.p99())
                    .add(what + "_max_ms", times.max());
        }
    }
}
