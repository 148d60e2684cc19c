package dev.carillon.simulator.diff;

import dev.carillon.simulator.replay.Playback;
import dev.carillon.simulator.report.Axis;
import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Figure;
import dev.carillon.simulator.report.Figures;
import dev.carillon.simulator.report.Judgement;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Series;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import dev.carillon.simulator.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        List<Section> sections = new ArrayList<>(
                List.of(figures(found), performance(found), behaviour(found), ratios(found), runs(found)));
        sections.add(new Method("How it was measured", "", method));
        return new Report(
                "A against B: " + recording,
                found.a().words() + " against " + found.b().words(),
                verdict,
                sections);
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
        String facts = String.format(Locale.ROOT, "%,d facts were compared", found.facts());
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

    /** What came of it at a glance. */
    private static Figures figures(Comparison found) {
        List<Figure> all = new ArrayList<>();
        all.add(Figure.judged(
                "behaviour",
                found.differences().size(),
                "differences",
                String.format(Locale.ROOT, "in %,d facts", found.facts()),
                found.differences().isEmpty()));
        for (Performance each : found.performance()) {
            Judgement judgement =
                    each.ratio().mayBeOne() ? Judgement.PLAIN : each.isWorse() ? Judgement.BAD : Judgement.OK;
            all.add(new Figure(
                    each.measure().words(),
                    Value.of(each.ratio().value()),
                    "B÷A",
                    each.ratio().mayBeOne() ? "may be 1" : DiffText.interval(each.ratio()),
                    judgement));
        }
        return new Figures("At a glance", "", all);
    }

    /** How the ratios went, round by round: what drifts, and what one round alone did. */
    private static Chart ratios(Comparison found) {
        List<Double> rounds = new ArrayList<>();
        for (int i = 0; i < found.rounds().size(); i++) {
            rounds.add(i + 1.0);
        }
        List<Series> lines = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            lines.add(new Series(
                    measure.words(),
                    found.rounds().stream()
                            .map(round -> measure.of(round.b()) / measure.of(round.a()))
                            .toList()));
        }
        return new Chart(
                "B÷A, round by round",
                "A runs first in odd rounds, B in even ones.",
                Axis.linear("round", ""),
                Axis.log("B÷A", ""),
                rounds,
                lines,
                List.of());
    }

    private static Table runs(Comparison found) {
        List<Table.Column> columns = new ArrayList<>(List.of(Table.Column.words("run")));
        for (Measure measure : Measure.values()) {
            columns.add(Table.Column.numbers(measure.words(), ""));
        }
        List<Table.Row> rows = new ArrayList<>();
        for (int i = 0; i < found.rounds().size(); i++) {
            rows.add(run("A " + (i + 1), found.rounds().get(i).a()));
            rows.add(run("B " + (i + 1), found.rounds().get(i).b()));
        }
        return new Table("Every run", "", columns, rows);
    }

    private static Table.Row run(String name, Playback.Result result) {
        List<Value> cells = new ArrayList<>(List.of(Value.of(name)));
        for (Measure measure : Measure.values()) {
            cells.add(Value.of(measure.of(result)));
        }
        return new Table.Row(cells, result.verdict().isGreen() ? Judgement.PLAIN : Judgement.BAD);
    }
}
