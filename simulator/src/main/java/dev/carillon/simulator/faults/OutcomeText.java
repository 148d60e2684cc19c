package dev.carillon.simulator.faults;

import dev.carillon.simulator.report.JsonLine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An outcome for people, and for scripts. */
final class OutcomeText {
    private OutcomeText() {}

    static List<String> lines(Outcome o) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Faults                 wanted  happened");
        for (FaultKind kind : FaultKind.values()) {
            if (o.schedule().count(kind) > 0) {
                lines.add(String.format(
                        Locale.ROOT,
                        "  %-18s %8d %9d   %s",
                        kind.label(),
                        o.schedule().count(kind),
                        o.tally().count(kind),
                        kind.about()));
            }
        }
        if (o.tally().unackedAtKill() >= 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  Every kill met at least %,d sends without an ack.",
                    o.tally().unackedAtKill()));
        }
        if (o.tally().failoverMs(100) >= 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  Fail-over of one node, from a kill until all that had been sent was acked: p50 %,d ms, p90 %,d ms, p99 %,d ms,"
                            + " at most %,d ms.",
                    o.tally().failoverMs(50),
                    o.tally().failoverMs(90),
                    o.tally().failoverMs(99),
                    o.tally().failoverMs(100)));
        }
        if (o.tally().userFailovers() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  The same for each of %,d users of a killed node: p50 %,d ms, p90 %,d ms, p99 %,d ms, at most %,d ms.",
                    o.tally().userFailovers(),
                    o.tally().userFailoverMs(50),
                    o.tally().userFailoverMs(90),
                    o.tally().userFailoverMs(99),
                    o.tally().userFailoverMs(100)));
        }
        if (o.tally().caughtUpMsMax() >= 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  Replicas had caught up before a kill within at most %,d ms.",
                    o.tally().caughtUpMsMax()));
        }
        if (o.tally().killsBehind() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  Apart from these: %d kills came although replicas were behind for %,d s; fail-over at most %,d ms.",
                    o.tally().killsBehind(),
                    Testbed.CAUGHT_UP_WITHIN_MS / 1_000,
                    o.tally().failoverBehindMsMax()));
        }
        lines.add("");
        lines.add("Events, at least");
        o.events()
                .forEach((name, count) -> lines.add(String.format(
                        Locale.ROOT,
                        "  %-30s %,12d%s",
                        name,
                        count,
                        o.required().contains(name) ? "   must happen" : "")));
        lines.add("");
        lines.add("Promises, over every message and everything that devices were told");
        for (Invariant invariant : o.invariants()) {
            lines.add(String.format(
                    Locale.ROOT,
                    switch (invariant.state()) {
                        case HOLDS -> "  %-20s holds  %s";
                        case BROKEN -> "  %-20s BROKEN %s";
                        case UNCHECKED -> "  %-20s not checked here: %s";
                    },
                    invariant.name(),
                    invariant.seen()));
        }
        lines.add("");
        if (o.isGreen()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "GREEN: every promise held through %d faults in %.0f s.",
                    o.schedule().faults().size(),
                    o.seconds()));
        } else {
            lines.add("RED:");
            o.complaints().forEach(complaint -> lines.add("  - " + complaint));
        }
        if (!o.evidence().isEmpty()) {
            lines.add("The first of each kind:");
            o.evidence().forEach(evidence -> lines.add("  " + evidence));
        }
        return lines;
    }

    static String json(long seed, Outcome o) {
        Map<String, Long> faults = new LinkedHashMap<>();
        for (FaultKind kind : FaultKind.values()) {
            faults.put(kind.label(), (long) o.tally().count(kind));
        }
        Map<String, Long> invariants = new LinkedHashMap<>();
        List<String> notChecked = new ArrayList<>();
        for (Invariant invariant : o.invariants()) {
            if (invariant.state() == Invariant.State.UNCHECKED) {
                notChecked.add(invariant.name() + ": " + invariant.seen());
            } else {
                invariants.put(invariant.name(), invariant.holds() ? 1L : 0L);
            }
        }
        return new JsonLine()
                .add("verdict", o.isGreen() ? "green" : "red")
                .add("seed", seed)
                .add("seconds", o.seconds())
                .add("rows", o.balance().rows())
                .add("acked", o.balance().acked())
                .add("failed", o.balance().failed())
                .add("delivered", o.balance().delivered())
                .add("lost", o.balance().lost())
                .add("duplicated", o.balance().duplicated())
                .add("out_of_order", o.balance().outOfOrder())
                .add("invented", o.balance().invented())
                .add("unsettled", o.balance().unsettled())
                .add("unacked_at_kill", o.tally().unackedAtKill())
                .add("failover_ms_p50", o.tally().failoverMs(50))
                .add("failover_ms_p99", o.tally().failoverMs(99))
                .add("failover_ms_max", o.tally().failoverMs(100))
                .add("user_failovers", (long) o.tally().userFailovers())
                .add("user_failover_ms_p50", o.tally().userFailoverMs(50))
                .add("user_failover_ms_p99", o.tally().userFailoverMs(99))
                .add("user_failover_ms_max", o.tally().userFailoverMs(100))
                .add("caught_up_ms_max", o.tally().caughtUpMsMax())
                .add("kills_behind", (long) o.tally().killsBehind())
                .add("failover_behind_ms_max", o.tally().failoverBehindMsMax())
                .add("faults", faults)
                .add("events", o.events())
                .add("invariants", invariants)
                .add("not_checked", notChecked)
                .add("complaints", o.complaints())
                .add("evidence", o.evidence())
                .toString();
    }
}
