package dev.carillon.simulator.replay;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.report.JsonLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A replay's result in words and as JSON. Pure text. */
final class ReplayText {
    private ReplayText() {}

    static List<String> lines(String name, Playback.Result result) {
        Balance b = result.verdict().balance();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Verdict on the replay of " + name);
        lines.add(row("rows", b.rows(), b.skipped() > 0 ? b.skipped() + " skipped" : ""));
        lines.add(row("acked", b.acked(), ""));
        lines.add(row("failed", b.failed(), b.failed() > 0 ? "refused, and their senders know" : ""));
        lines.add(row("delivered", b.delivered(), ""));
        lines.add(row("lost", b.lost(), ""));
        lines.add(row("duplicated", b.duplicated(), ""));
        lines.add(row("out of order", b.outOfOrder(), ""));
        lines.add(row("invented", b.invented(), ""));
        lines.add(spread("ack ms", result.times().ack()));
        lines.add(spread("deliver ms", result.times().deliver()));
        lines.add(spread("late ms", result.times().late()));
        lines.add(String.format(
                Locale.ROOT,
                "  %-13s %,9.1f   %,.0f messages/s%s",
                "seconds",
                result.verdict().seconds(),
                result.verdict().rate(),
                result.nodeCpuSeconds() > 0
                        ? String.format(
                                Locale.ROOT, ", %,.0f µs of the nodes' CPU a message", result.cpuMicrosPerMessage())
                        : ""));
        counts(result.behaviour()).forEach((what, count) -> lines.add("  " + what + ": " + count));
        lines.add("");
        if (result.verdict().isGreen()) {
            lines.add("GREEN: every acked message was delivered once, unchanged and in order; the ledger adds up.");
        } else {
            lines.add("RED:");
            result.verdict().complaints().forEach(complaint -> lines.add("  - " + complaint));
            b.evidence().forEach(evidence -> lines.add("  " + evidence));
        }
        return lines;
    }

    /** What happened besides what the ledger has. */
    static Map<String, String> counts(Behaviour behaviour) {
        Map<String, String> counts = new TreeMap<>();
        behaviour.facts().forEach((name, value) -> {
            if (name.startsWith("count: ") && !value.equals("0")) {
                counts.put(name.substring("count: ".length()), value);
            }
        });
        List.of("acked", "failed", "delivered", "lost", "duplicated", "out of order", "invented", "unsettled")
                .forEach(counts::remove);
        return counts;
    }

    private static String row(String name, long value, String remark) {
        return String.format(Locale.ROOT, "  %-13s %,9d   %s", name, value, remark)
                .stripTrailing();
    }

    private static String spread(String name, PlayTimes.Spread spread) {
        return String.format(
                Locale.ROOT,
                "  %-13s p50 %,.2f, p99 %,.2f, at most %,.1f",
                name,
                spread.p50(),
                spread.p99(),
                spread.max());
    }

    static String json(String name, Tempo tempo, Playback.Result result) {
        Balance b = result.verdict().balance();
        return new JsonLine()
                .add("verdict", result.verdict().isGreen() ? "green" : "red")
                .add("recording", name)
                .add("speed", tempo.toString())
                .add("rows", b.rows())
                .add("skipped", b.skipped())
                .add("acked", b.acked())
                .add("failed", b.failed())
                .add("delivered", b.delivered())
                .add("lost", b.lost())
                .add("duplicated", b.duplicated())
                .add("out_of_order", b.outOfOrder())
                .add("invented", b.invented())
                .add("unsettled", b.unsettled())
                .add("seconds", result.verdict().seconds())
                .add("rate", result.verdict().rate())
                .add("ack_p50_ms", result.times().ack().p50())
                .add("ack_p99_ms", result.times().ack().p99())
                .add("deliver_p50_ms", result.times().deliver().p50())
                .add("deliver_p99_ms", result.times().deliver().p99())
                .add("late_p99_ms", result.times().late().p99())
                .add("late_max_ms", result.times().late().max())
                .add("cpu_us_per_message", result.cpuMicrosPerMessage())
                .add("complaints", result.verdict().complaints())
                .add("evidence", b.evidence())
                .toString();
    }
}
