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
import java.util.List;
import java.util.Map;

/** A report in which every text tries to be more than text. */
final class HostileReport {
    static final String NAME = "</script><img src=x onerror=\"alert('1')\"><!-- ' & \\ ]]> ü 🔔";

    /** What neither XML nor HTML can hold, and a number that JSON does not know. */
    static final String BROKEN = NAME + "\u0000\u001b[31m\ud83d\uffff";

    private HostileReport() {}

    static Report of(String text) {
        Axis axis = new Axis(text, text, Axis.Scale.LINEAR);
        List<Double> numbers = List.of(1.0, 2.5);
        return new Report(
                text,
                text,
                Verdict.red(text, List.of(text)),
                List.of(
                        new Figures(text, text, List.of(new Figure(text, Value.of(text), text, text, Judgement.BAD))),
                        new Checks(text, text, List.of(Check.of(text, text, false, text))),
                        new Chart(
                                text,
                                text,
                                axis,
                                axis,
                                numbers,
                                List.of(new Series(text, List.of(Double.NaN, 1e300))),
                                List.of(Mark.at(1, text, Mark.Kind.FAULT))),
                        new Table(
                                text,
                                text,
                                List.of(new Table.Column(text, text, Table.Align.LEFT)),
                                List.of(Table.Row.of(Value.of(text)))),
                        new Story(text, text, List.of(text)),
                        new Violations(text, text, List.of(new Violation(text, text, List.of(text))), 1),
                        new Method(text, text, Map.of(text, text))));
    }
}
