package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The verdict for scripts: one JSON object on one line. */
final class VerdictJson {
    private VerdictJson() {}

    static String line(String traffic, long seed, Verdict verdict, ClusterFigures cluster, Status.Quantiles deliver) {
        Balance b = verdict.balance();
        return "{\"verdict\":" + string(verdict.isGreen() ? "green" : "red")
                + ",\"traffic\":" + string(traffic)
                + ",\"seed\":" + seed
                + ",\"rows\":" + b.rows()
                + ",\"skipped\":" + b.skipped()
                + ",\"acked\":" + b.acked()
                + ",\"failed\":" + b.failed()
                + ",\"delivered\":" + b.delivered()
                + ",\"lost\":" + b.lost()
                + ",\"duplicated\":" + b.duplicated()
                + ",\"out_of_order\":" + b.outOfOrder()
                + ",\"invented\":" + b.invented()
                + ",\"unsettled\":" + b.unsettled()
                + ",\"kills\":" + verdict.kills()
                + ",\"unacked_at_kill\":" + verdict.unackedAtKill()
                + ",\"nodes\":" + cluster.nodes()
                + ",\"joins\":" + cluster.joins()
                + ",\"drains\":" + cluster.drains()
                + ",\"moves\":" + cluster.moves()
                + ",\"failover_ms_max\":" + cluster.failoverMsMax()
                + ",\"pause_ms_p99\":" + cluster.pauseMsP99()
                + ",\"seconds\":" + number(verdict.seconds())
                + ",\"rate\":" + number(verdict.rate())
                + ",\"deliver_p50_ms\":" + number(deliver.p50Ms())
                + ",\"deliver_p99_ms\":" + number(deliver.p99Ms())
                + ",\"complaints\":" + strings(verdict.complaints())
                + ",\"evidence\":" + strings(b.evidence())
                + "}";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String strings(List<String> list) {
        return list.stream().map(VerdictJson::string).collect(Collectors.joining(",", "[", "]"));
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < 0x20 || Character.isSurrogate(c)) {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
