package dev.carillon.simulator.diff;

import dev.carillon.simulator.report.Judgement;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import dev.carillon.simulator.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A comparison as a report. Pure values. */
final class DiffPage {
    private DiffPage() {}

    /** @param method what somebody needs to do it again */
    static Report of(String recording, Comparison found, Map<String, String> method) {
        List<String> complaints = found.complaints();
        Verdict verdict = complaints.isEmpty()
                ? Verdict.green("B behaves as A does, and is nowhere worse as far as so many rounds can tell.")
                : Verdict.red("B is not as A.", complaints);
        List<Section> sections = new ArrayList<>(List.of(performance(found), behaviour(found), runs(found)));
        sections.add(new Method("How it was measured", "", method));
        return new Report("A against B", recording, verdict, sections);
    }

    private static Table performance(Comparison found) {
        List<Table.Row> rows = found.performance().stream()
                .map(each -> new Table.Row(
                        List.of(
                                Value.of(each.measure().words()),
                                Value.of(each.a()),
                                Value.of(each.b()),
                                Value.of(each.ratio().value()),
                                Value.of(DiffText.interval(each.ratio())),
                                Value.of(each.words())),
                        each.ratio().mayBeOne() ? Judgement.PLAIN : each.isWorse() ? Judgement.BAD : Judgement.OK))
                .toList();
        return new Table(
                "Performance",
                "Medians of the runs. B÷A is the geometric mean over the rounds, with what a bootstrap over the rounds"
                        + " leaves possible at 95 %.",
                List.of(
                        Table.Column.words("measure"),
                        Table.Column.numbers("A", ""),
                        Table.Column.numbers("B", ""),
                        Table.Column.numbers("B÷A", ""),
                        Table.Column.words("95 % confidence"),
                        Table.Column.words("so")),
                rows);
    }

    private static Table behaviour(Comparison found) {
        List<Table.Row> rows = found.varying().stream()
                .limit(DiffText.SHOWN_MAX)
                .map(each -> new Table.Row(
                        List.of(
                                Value.of(each.fact()),
                                Value.of(each.a()),
                                Value.of(each.b()),
                                Value.of(each.probability()),
                                Value.of(each.isDifference() ? "differs" : "varies by itself")),
                        each.isDifference() ? Judgement.BAD : Judgement.PLAIN))
                .toList();
        String facts = String.format(java.util.Locale.ROOT, "%,d facts were compared", found.facts());
        String note = found.varying().isEmpty()
                ? facts + ", and all were the same in all runs."
                : facts + "; those are here that were not the same in all runs, at most " + DiffText.SHOWN_MAX
                        + ". p: how often chance alone parts the runs so unevenly.";
        return new Table(
                "Behaviour",
                note,
                List.of(
                        Table.Column.words("fact"),
                        Table.Column.words("A"),
                        Table.Column.words("B"),
                        Table.Column.numbers("p", ""),
                        Table.Column.words("so")),
                rows);
    }

    private static Table runs(Comparison found) {
        List<Table.Row> rows = new ArrayList<>();
        for (int i = 0; i < found.rounds().size(); i++) {
            for (Measure measure : Measure.values()) {
                rows.add(Table.Row.of(
                        Value.of(i + 1.0),
                        Value.of(measure.words()),
                        Value.of(measure.of(found.rounds().get(i).a())),
                        Value.of(measure.of(found.rounds().get(i).b()))));
            }
        }
        return new Table(
                "Each round",
                "",
                List.of(
                        Table.Column.numbers("round", ""),
                        Table.Column.words("measure"),
                        Table.Column.numbers("A", ""),
                        Table.Column.numbers("B", "")),
                rows);
    }
}
