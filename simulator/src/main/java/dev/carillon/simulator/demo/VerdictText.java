package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The verdict for people. */
final class VerdictText {
    private VerdictText() {}

    static List<String> lines(String traffic, Verdict verdict, ClusterFigures cluster, Status.Quantiles deliver) {
        Balance b = verdict.balance();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Verdict on " + traffic);
        lines.add(row("rows", b.rows(), ""));
        lines.add(row("skipped", b.skipped(), b.skipped() > 0 ? "lines that address nobody wait for groups" : ""));
        lines.add(row("acked", b.acked(), ""));
        lines.add(row("failed", b.failed(), b.failed() > 0 ? "refused, and their senders know" : ""));
        lines.add(row("delivered", b.delivered(), ""));
        lines.add(row("lost", b.lost(), ""));
        lines.add(row("duplicated", b.duplicated(), ""));
        lines.add(row("out of order", b.outOfOrder(), ""));
        lines.add(row("invented", b.invented(), ""));
        lines.add(row(
                "kills",
                verdict.kills(),
                verdict.kills() > 0
                        ? String.format(Locale.ROOT, "with -9, %,d sends unacked", verdict.unackedAtKill())
                        : ""));
        if (cluster.nodes() > 1) {
            lines.add(row("nodes", cluster.nodes(), "one killed at a time, while the others go on"));
            lines.add(row("failover ms", cluster.failoverMsMax(), "at most, until all that had been sent was acked"));
            lines.add(row(
                    "moves",
                    cluster.moves(),
                    cluster.moves() > 0
                            ? "partitions changed hands: " + cluster.joins() + " node joined, " + cluster.drains()
                                    + " left"
                            : ""));
            lines.add(row(
                    "pause ms",
                    cluster.pauseMsP99(),
                    cluster.moves() > 0 ? "p99, for the users of a partition that moved" : ""));
        }
        lines.add(String.format(
                Locale.ROOT,
                "  %-13s %9.1f   %,.0f messages/s; deliver %s, all downtime included",
                "seconds",
                verdict.seconds(),
                verdict.rate(),
                Display.quantiles(deliver)));
        lines.add("");
        if (verdict.isGreen()) {
            lines.add("GREEN: every acked message was delivered once, unchanged and in order; the ledger adds up.");
        } else {
            lines.add("RED:");
            verdict.complaints().forEach(complaint -> lines.add("  - " + complaint));
        }
        if (!b.evidence().isEmpty()) {
            lines.add("The first of each kind:");
            b.evidence().forEach(evidence -> lines.add("  " + evidence));
        }
        return lines;
    }

    private static String row(String name, long value, String remark) {
        return String.format(Locale.ROOT, "  %-13s %,9d   %s", name, value, remark)
                .stripTrailing();
    }
}
