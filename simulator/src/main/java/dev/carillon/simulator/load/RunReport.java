package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Figure;
import dev.carillon.simulator.report.Figures;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Story;
import dev.carillon.simulator.report.Verdict;
import dev.carillon.simulator.report.Violation;
import dev.carillon.simulator.report.Violations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A run's result as a report. Pure. */
public final class RunReport {
    private final RunResult run;

    private RunReport(RunResult run) {
        this.run = run;
    }

    /** @param command how to do it again */
    public static Report of(RunResult run, String command) {
        return new RunReport(run).report(command);
    }

    private Report report(String command) {
        List<Section> sections = new ArrayList<>();
        if (!run.warnings().isEmpty()) {
            sections.add(new Story("Beware", "", run.warnings(), true));
        }
        sections.add(figures());
        sections.add(promises());
        sections.add(thresholds());
        List<Violation> violations = violations();
        if (!violations.isEmpty()) {
            sections.add(new Violations("Evidence", "The first few of each kind.", violations, violations.size()));
        }
        sections.addAll(RunCharts.of(run));
        sections.add(PhaseTable.of(run));
        if (!run.faults().isEmpty()) {
            sections.add(new Story(
                    "Faults", "", run.faults().stream().map(RunReport::line).toList()));
        }
        sections.add(method(command));
        return new Report("Load run", run.scenario().name() + " on " + run.target(), verdict(), sections);
    }

    private Verdict verdict() {
        return run.isGreen() ? Verdict.green(run.summary()) : Verdict.red(run.summary(), run.reasons());
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
                run.faults().isEmpty() ? "Thresholds" : "Thresholds and faults",
                "What the scenario asks for"
                        + (run.faults().isEmpty() ? "." : ", and whether what was to be done to the nodes happened."),
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
