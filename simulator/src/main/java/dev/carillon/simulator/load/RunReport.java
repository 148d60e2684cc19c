package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
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
import dev.carillon.simulator.report.Section;
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
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** A run's result as a report. Pure. */
public final class RunReport {
    private static final String TIMES_NOTE =
            "From when a message was due, not from when it was sent: what a slow answer held up is in here. Only messages"
                    + " to readers who meant to be there, with signal, are timed.";

    private final RunResult run;
    private final List<Mark> marks = new ArrayList<>();

    private RunReport(RunResult run) {
        this.run = run;
        phases();
        for (FaultMark fault : run.faults()) {
            marks.add(new Mark(fault.fromSeconds(), fault.toSeconds(), label(fault), Mark.Kind.FAULT));
        }
    }

    /** @param command how to do it again */
    public static Report of(RunResult run, String command) {
        return new RunReport(run).report(command);
    }

    private static String label(FaultMark fault) {
        return fault.kind() + (fault.node() > 0 ? " n" + fault.node() : "");
    }

    /** Where they really began, barriers counted in. */
    private void phases() {
        String before = "";
        for (Second each : run.timeline()) {
            if (!each.phase().equals(before)) {
                marks.add(Mark.at(each.second(), each.phase(), Mark.Kind.PHASE));
                before = each.phase();
            }
        }
    }

    private Report report(String command) {
        List<Section> sections = new ArrayList<>();
        sections.add(figures());
        if (!run.warnings().isEmpty()) {
            sections.add(new Story("Beware", "", run.warnings()));
        }
        sections.add(promises());
        sections.add(thresholds());
        List<Violation> violations = violations();
        if (!violations.isEmpty()) {
            sections.add(new Violations("Evidence", "The first few of each kind.", violations, violations.size()));
        }
        if (!run.timeline().isEmpty()) {
            charts(sections);
        }
        nodes(sections);
        sections.add(table());
        if (!run.faults().isEmpty()) {
            sections.add(new Story(
                    "Faults", "", run.faults().stream().map(RunReport::line).toList()));
        }
        sections.add(method(command));
        return new Report("Load run", run.scenario().name() + " on " + run.target(), verdict(), sections);
    }

    private Verdict verdict() {
        return run.isGreen()
                ? Verdict.green("Every promise that was looked at held, and every threshold was kept.")
                : Verdict.red("Not everything held.", run.reasons());
    }

    private Figures figures() {
        RunResult.Messages m = run.messages();
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.plain("messages", m.rows(), "", "asked for"),
                Figure.plain("acked", run.whole().rate(), "/s", "in time, over all phases"),
                Figure.plain("deliver p50", run.whole().deliver().p50(), "ms", "from when it was due"),
                Figure.plain("deliver p99", run.whole().deliver().p99(), "ms", "from when it was due"),
                Figure.plain("ack p99", run.whole().ack().p99(), "ms", "from when it was due"),
                Figure.judged("lost", m.lost(), "", "acked, never delivered", m.lost() == 0),
                Figure.judged("duplicated", m.duplicated(), "", "", m.duplicated() == 0),
                Figure.judged("out of order", m.outOfOrder(), "", "", m.outOfOrder() == 0),
                Figure.judged("invented", m.invented(), "", "", m.invented() == 0)));
        return new Figures("In short", "", figures);
    }

    private Checks promises() {
        return new Checks(
                "Promises",
                "What every user's reference inbox says.",
                run.promises().stream()
                        .map(promise -> new Check(
                                "promises",
                                promise.name(),
                                switch (promise.state()) {
                                    case HOLDS -> Check.Outcome.HELD;
                                    case BROKEN -> Check.Outcome.BROKEN;
                                    case UNCHECKED -> Check.Outcome.NOT_CHECKED;
                                },
                                promise.words()))
                        .toList());
    }

    private Checks thresholds() {
        Stream<Check> thresholds = run.thresholds().stream()
                .map(each -> Check.of("thresholds", each.text(), each.holds(), "it was " + each.figure()));
        Stream<Check> faults = run.faults().stream()
                .map(each -> Check.of(
                        "faults",
                        each.kind() + " at " + Math.round(each.fromSeconds()) + " s",
                        each.happened(),
                        each.words()));
        return new Checks(
                "Thresholds",
                "What the scenario asks for.",
                Stream.concat(thresholds, faults).toList());
    }

    private List<Violation> violations() {
        List<Violation> all = new ArrayList<>();
        for (PromiseResult promise : run.promises()) {
            if (promise.isBroken()) {
                promise.evidence().forEach(line -> all.add(new Violation(promise.name(), line, List.of())));
            }
        }
        return all;
    }

    private void charts(List<Section> sections) {
        sections.add(chart(
                "Throughput",
                "",
                Axis.linear("messages", "/s"),
                line("asked", Second::asked),
                line("acked", Second::acked),
                line("delivered", Second::delivered)));
        sections.add(chart(
                "Time to delivery",
                TIMES_NOTE,
                Axis.log("deliver", "ms"),
                line("p50", second -> second.deliver().p50()),
                line("p99", second -> second.deliver().p99()),
                line("max", second -> second.deliver().max())));
        sections.add(chart(
                "Time to the ack",
                "From when a message was due.",
                Axis.log("ack", "ms"),
                line("p50", second -> second.ack().p50()),
                line("p99", second -> second.ack().p99()),
                line("max", second -> second.ack().max())));
        sections.add(chart("Connected users", "", Axis.linear("users", ""), line("connected", Second::connected)));
        sections.add(chart(
                "How late the generator was",
                "A generator that is late measures itself.",
                Axis.linear("late", "ms"),
                line("p99", Second::lagP99Ms)));
        sections.add(chart(
                "How busy the generator was",
                "Its busiest thread; one that has no time left makes the others wait.",
                Axis.linear("of a core", "%"),
                line("busiest thread", second -> 100 * second.busiest())));
    }

    private Series line(String name, ToDoubleFunction<Second> figure) {
        return new Series(
                name, run.timeline().stream().map(figure::applyAsDouble).toList());
    }

    private Chart chart(String heading, String note, Axis y, Series... lines) {
        List<Double> places =
                run.timeline().stream().map(each -> (double) each.second()).toList();
        return new Chart(heading, note, Axis.SECONDS, y, places, List.of(lines), marks);
    }

    private void nodes(List<Section> sections) {
        List<Double> places = run.nodes().stream()
                .map(sample -> (double) sample.second())
                .distinct()
                .sorted()
                .toList();
        if (places.isEmpty()) {
            return;
        }
        List<Series> cpu = new ArrayList<>();
        List<Series> memory = new ArrayList<>();
        for (int node :
                run.nodes().stream().map(NodeSample::node).distinct().sorted().toList()) {
            Map<Double, NodeSample> at = new LinkedHashMap<>();
            run.nodes().stream()
                    .filter(sample -> sample.node() == node)
                    .forEach(sample -> at.put((double) sample.second(), sample));
            cpu.add(new Series("node " + node, values(places, at, NodeSample::cores)));
            memory.add(new Series("node " + node, values(places, at, sample -> sample.bytes() / 1e6)));
        }
        sections.add(new Chart("CPU of the nodes", "", Axis.SECONDS, Axis.linear("CPU", "cores"), places, cpu, marks));
        sections.add(new Chart(
                "Memory of the nodes", "Resident.", Axis.SECONDS, Axis.linear("memory", "MB"), places, memory, marks));
    }

    private static List<Double> values(
            List<Double> places, Map<Double, NodeSample> at, ToDoubleFunction<NodeSample> figure) {
        return places.stream()
                .map(place -> {
                    NodeSample sample = at.get(place);
                    return sample == null ? Double.NaN : figure.applyAsDouble(sample);
                })
                .toList();
    }

    private Table table() {
        List<Table.Row> rows = new ArrayList<>();
        Stream.concat(run.phases().stream(), Stream.of(run.whole()))
                .forEach(phase -> rows.add(new Table.Row(
                        List.of(
                                Value.of(phase.name()),
                                Value.of(phase.asked() / phase.seconds()),
                                Value.of(phase.rate()),
                                Value.of(100 * phase.reached()),
                                Value.of(phase.deliver().p50()),
                                Value.of(phase.deliver().p99()),
                                Value.of(phase.deliver().max()),
                                Value.of(phase.ack().p99()),
                                Value.of(phase.connect().p99()),
                                Value.of(phase.lag().p99())),
                        Judgement.PLAIN)));
        return new Table(
                "Phases",
                "By the phase in which a message was due. " + TIMES_NOTE,
                List.of(
                        Table.Column.words("phase"),
                        Table.Column.numbers("asked", "/s"),
                        Table.Column.numbers("acked", "/s"),
                        Table.Column.numbers("reached", "%"),
                        Table.Column.numbers("deliver p50", "ms"),
                        Table.Column.numbers("deliver p99", "ms"),
                        Table.Column.numbers("deliver max", "ms"),
                        Table.Column.numbers("ack p99", "ms"),
                        Table.Column.numbers("connect p99", "ms"),
                        Table.Column.numbers("late p99", "ms")),
                rows);
    }

    private static String line(FaultMark fault) {
        return String.format(
                Locale.ROOT,
                "%6.1f s to %6.1f s  %s%s",
                fault.fromSeconds(),
                fault.toSeconds(),
                fault.happened() ? "" : "FAILED: ",
                fault.words());
    }

    private Method method(String command) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("command", command);
        facts.put("scenario", run.scenario().name() + ": " + run.scenario().about());
        facts.put("seed", Long.toString(run.scenario().seed()));
        facts.put("speed", Double.toString(run.scenario().speed()));
        facts.put("users", Integer.toString(run.scenario().users()));
        facts.put("generators", Integer.toString(run.generators()));
        facts.put("target", run.target());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("Java", Runtime.version().toString());
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return new Method(
                "How it was measured",
                "Open load: the schedule is drawn before the run and waits for no answer. Each generator's users write"
                        + " among themselves, so that verdicts add up.",
                facts);
    }
}
