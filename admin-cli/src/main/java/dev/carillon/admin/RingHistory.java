package dev.carillon.admin;

import dev.carillon.admin.v1.Rebalance;
import dev.carillon.admin.v1.Receipt;
import dev.carillon.admin.v1.StatusReply;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The last plans, and what partitions were when they changed hands. */
final class RingHistory {
    private RingHistory() {}

    static String text(StatusReply status, boolean receipts) {
        if (status.getPastCount() == 0 && !status.hasRebalance()) {
            return "No plan was ever carried out.";
        }
        StringBuilder out = new StringBuilder(String.format(
                Locale.ROOT, "%-5s %-20s %8s %-9s %11s  %s%n", "plan", "began", "took", "phase", "moves", "what"));
        for (Rebalance past : status.getPastList()) {
            line(out, past, (past.getEndedMs() - past.getStartedMs()) / 1e3);
        }
        if (status.hasRebalance()) {
            line(
                    out,
                    status.getRebalance(),
                    (status.getClockMs() - status.getRebalance().getStartedMs()) / 1e3);
        }
        if (receipts) {
            out.append(String.format(
                    Locale.ROOT,
                    "%n%-5s %-10s %-10s %6s %12s %9s  %s%n",
                    "plan",
                    "partition",
                    "generation",
                    "leader",
                    "sealed at",
                    "pause",
                    "history"));
            for (Receipt receipt : status.getReceiptsList()) {
                out.append(String.format(
                        Locale.ROOT,
                        "%-5d %-10d %-10d %6d %12d %6.0f ms  %016x%n",
                        receipt.getRebalance(),
                        receipt.getPartition(),
                        receipt.getGeneration(),
                        receipt.getLeader(),
                        receipt.getSealIndex(),
                        receipt.getPauseUs() / 1e3,
                        receipt.getHistory()));
            }
        }
        return out.toString();
    }

    private static void line(StringBuilder out, Rebalance plan, double seconds) {
        out.append(String.format(
                Locale.ROOT,
                "%-5d %-20s %6.1f s %-9s %4d of %3d  %s%n",
                plan.getNumber(),
                Instant.ofEpochMilli(plan.getStartedMs()).truncatedTo(ChronoUnit.SECONDS),
                seconds,
                plan.getPhase(),
                plan.getDone(),
                plan.getTotal(),
                plan.getWords()));
    }

    static Map<String, Object> facts(StatusReply status, boolean receipts) {
        List<Map<String, Object>> plans = new ArrayList<>();
        status.getPastList().forEach(past -> plans.add(RingWatch.facts(status, past)));
        if (status.hasRebalance()) {
            plans.add(RingWatch.facts(status, status.getRebalance()));
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("plans", plans);
        if (receipts) {
            List<Map<String, Object>> all = new ArrayList<>();
            for (Receipt receipt : status.getReceiptsList()) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("plan", receipt.getRebalance());
                one.put("partition", receipt.getPartition());
                one.put("generation", receipt.getGeneration());
                one.put("leader", receipt.getLeader());
                one.put("sealed_at", receipt.getSealIndex());
                one.put("history", Long.toHexString(receipt.getHistory()));
                one.put("pause_us", receipt.getPauseUs());
                one.put("ended_ms", receipt.getEndedMs());
                all.add(one);
            }
            facts.put("receipts", all);
        }
        return facts;
    }
}
