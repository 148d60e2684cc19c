package dev.carillon.simulator.report.render;

import dev.carillon.simulator.report.Axis;
import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Figure;
import dev.carillon.simulator.report.Figures;
import dev.carillon.simulator.report.Judgement;
import dev.carillon.simulator.report.Mark;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Series;
import dev.carillon.simulator.report.Story;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import dev.carillon.simulator.report.Verdict;
import dev.carillon.simulator.report.Violation;
import dev.carillon.simulator.report.Violations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A report with one section of every kind and data that looks like a run's, made up; for tests and for looking at. */
final class SampleReport {
    private static final int SECONDS = 240;

    private SampleReport() {}

    static Report red() {
        Verdict verdict = Verdict.red(
                "One acked message was lost and the 99th percentile was too long; do not ship this build.",
                List.of(
                        "NoAckedMessageLost is broken once, after the second kill.",
                        "p99 from send to delivery was 268 ms; at most 250 ms was asked for."));
        List<Check> checks = List.of(
                Check.of("promises", "NoAckedMessageLost", false, "1 of 359,812 acked messages did not arrive"),
                Check.of("promises", "NoDuplicate", true, "no message arrived twice"),
                Check.of("promises", "SenderOrder", true, "359,811 deliveries in order"),
                new Check("promises", "OwnHistory", Check.Outcome.NOT_CHECKED, "no user has a second device"),
                Check.of("thresholds", "deliver.p99 < 250 ms", false, "268 ms"),
                Check.of("thresholds", "ack.p99 < 100 ms", true, "61 ms"));
        Violation lost = new Violation(
                "NoAckedMessageLost",
                "anna → bert: message 4711 was acked at 98.2 s and never delivered",
                List.of(
                        "sender     anna, device 3",
                        "recipient  bert, partition 17, led by node 2 until 98.3 s, by node 3 from 99.6 s",
                        "payload    84 bytes, row 188,204",
                        "acked      98.214 s by node 2, term 5, entry 48,113",
                        "found      at the end: bert's inbox goes from 802 to 804 without a SKIP"));
        Violation late = new Violation(
                "NoAckedMessageLost",
                "carl → dora: message 12 was acked at 98.2 s and delivered at the end only",
                List.of("sender     carl, device 1", "recipient  dora, partition 40"));
        return new Report(
                "Evening peak with two kills",
                "scenario evening.yaml · build 0.1.0-SNAPSHOT · seed 7",
                verdict,
                List.of(
                        figures(),
                        new Checks("Promises and thresholds", "What had to hold in this run.", checks),
                        latency(),
                        rates(),
                        table(),
                        new Violations("What was found", "Open one to see all that is known.", List.of(lost, late), 2),
                        story(),
                        method()));
    }

    static Report green() {
        return new Report(
                "Evening peak",
                "",
                Verdict.green("Every promise held and every threshold was kept."),
                List.of(figures(), new Violations("What was found", "", List.of(), 0), method()));
    }

    private static Figures figures() {
        return new Figures(
                "At a glance",
                "",
                List.of(
                        Figure.plain("messages acked", 359_812, "", "of 359,812 sent"),
                        Figure.judged("lost", 1, "", "none is allowed", false),
                        Figure.judged("duplicated", 0, "", "none is allowed", true),
                        Figure.judged("deliver p99", 268, "ms", "at most 250 ms", false),
                        Figure.judged("ack p99", 61.2, "ms", "at most 100 ms", true),
                        Figure.plain("rate", 1499.2, "messages/s", "median over 240 s"),
                        Figure.plain("users online", 20_000, "", "of 100,000"),
                        Figure.plain("CPU per message", 87.3, "µs", "all nodes together")));
    }

    private static Chart latency() {
        Random random = new Random(7);
        List<Double> places = new ArrayList<>();
        List<Double> median = new ArrayList<>();
        List<Double> high = new ArrayList<>();
        List<Double> highest = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            double after =
                    second >= 98 && second < 104 ? 104 - second : second >= 170 && second < 174 ? 174 - second : 0;
            double base = 9 + 2 * random.nextDouble() + after * 60;
            places.add((double) second);
            median.add(base);
            high.add(base * (2.6 + random.nextDouble()));
            highest.add(base * (5 + 4 * random.nextDouble()));
        }
        return new Chart(
                "From send to delivery",
                "The time until the first device of the recipient has the message.",
                Axis.SECONDS,
                Axis.log("time", "ms"),
                places,
                List.of(new Series("p50", median), new Series("p99", high), new Series("longest", highest)),
                marks());
    }

    private static Chart rates() {
        Random random = new Random(8);
        List<Double> places = new ArrayList<>();
        List<Series> lines = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            places.add((double) second);
        }
        for (String name : List.of("sent", "acked", "delivered", "read", "resent", "refused", "redirected", "moved")) {
            double height = 1500 - 180 * lines.size();
            List<Double> values = new ArrayList<>();
            for (int second = 0; second < SECONDS; second++) {
                boolean down = second >= 98 && second < 101;
                values.add(down && lines.size() > 0 ? height / 3 : height + 40 * random.nextGaussian());
            }
            lines.add(new Series(name, values));
        }
        lines.set(
                7,
                new Series(
                        "moved",
                        places.stream().map(x -> x < 40 ? Double.NaN : 120.0).toList()));
        return new Chart("Rates", "", Axis.SECONDS, Axis.linear("rate", "messages/s"), places, lines, marks());
    }

    private static List<Mark> marks() {
        return List.of(
                new Mark(0, 30, "warm-up", Mark.Kind.PHASE),
                new Mark(30, 150, "evening", Mark.Kind.PHASE),
                Mark.at(98, "kill -9 node 2", Mark.Kind.FAULT),
                Mark.at(104, "node 2 is back", Mark.Kind.NOTE),
                new Mark(150, 240, "peak", Mark.Kind.PHASE),
                new Mark(170, 174, "cut node 1 from the others", Mark.Kind.FAULT),
                Mark.at(176, "healed", Mark.Kind.NOTE));
    }

    private static Table table() {
        return new Table(
                "By node",
                "",
                List.of(
                        Table.Column.words("node"),
                        Table.Column.words("zone"),
                        Table.Column.numbers("CPU", "%"),
                        Table.Column.numbers("memory", "MB"),
                        Table.Column.numbers("sent", "messages"),
                        Table.Column.numbers("fsync p99", "ms")),
                List.of(
                        Table.Row.of(
                                Value.of("n1"),
                                Value.of("a"),
                                Value.of(61.2),
                                Value.of(612),
                                Value.of(120_400),
                                Value.of(3.1)),
                        new Table.Row(
                                List.of(
                                        Value.of("n2"),
                                        Value.of("b"),
                                        Value.of(93.7),
                                        Value.of(640),
                                        Value.of(118_902),
                                        Value.of(41.75)),
                                Judgement.BAD),
                        Table.Row.of(
                                Value.of("n3"),
                                Value.of("c"),
                                Value.of(58.0),
                                Value.of(598),
                                Value.of(120_510),
                                Value.of(2.94))));
    }

    private static Story story() {
        return new Story(
                "Timeline",
                "",
                List.of(
                        "   0.0 s  20,000 users connect to 3 nodes",
                        "  30.0 s  evening begins: 1,500 messages/s",
                        "  98.0 s  kill -9 node 2, which leads 21 partitions; 214 sends have no ack",
                        "  99.6 s  node 3 leads partition 17 in term 6",
                        " 104.0 s  node 2 is back; lacks 9,112 entries",
                        " 170.0 s  no byte gets from node 1 to the others, for 4 s",
                        " 240.0 s  the end; waiting for 37 deliveries"));
    }

    private static Method method() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("command", "./carillon sim run evening.yaml --seed 7 --html evening.html");
        facts.put("machine", "virtual machine, 2 cores, 8 GB, Linux 6.1");
        facts.put("durability", "sync: an ack means fdatasync on two of three nodes");
        facts.put("versions", "Carillon 0.1.0-SNAPSHOT, JDK 25");
        facts.put("seed", "7");
        return new Method("How this was measured", "", facts);
    }
}
