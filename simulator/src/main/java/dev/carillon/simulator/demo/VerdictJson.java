package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.report.JsonLine;

/** The verdict for scripts: one JSON object on one line. */
final class VerdictJson {
    private VerdictJson() {}

    static String line(String traffic, long seed, Verdict verdict, ClusterFigures cluster, Status.Quantiles deliver) {
        Balance b = verdict.balance();
        return new JsonLine()
                .add("verdict", verdict.isGreen() ? "green" : "red")
                .add("traffic", traffic)
                .add("seed", seed)
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
                .add("kills", verdict.kills())
                .add("unacked_at_kill", verdict.unackedAtKill())
                .add("nodes", cluster.nodes())
                .add("joins", cluster.joins())
                .add("drains", cluster.drains())
                .add("moves", cluster.moves())
                .add("failover_ms_max", cluster.failoverMsMax())
                .add("pause_ms_p99", cluster.pauseMsP99())
                .add("seconds", verdict.seconds())
                .add("rate", verdict.rate())
                .add("deliver_p50_ms", deliver.p50Ms())
                .add("deliver_p99_ms", deliver.p99Ms())
                .add("complaints", verdict.complaints())
                .add("evidence", b.evidence())
                .toString();
    }
}
