package dev.carillon.simulator.replay;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.report.Axis;
import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Figure;
import dev.carillon.simulator.report.Figures;
import dev.carillon.simulator.report.Method;
import dev.carillon.simulator.report.Report;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Series;
import dev.carillon.simulator.report.Story;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import dev.carillon.simulator.report.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** A replay as a report. Pure values. */
final class ReplayPage {
    private static final String PROMISES = "promises";

    private ReplayPage() {}

    /** @param method what somebody needs to do it again */
    static Report of(String recording, Playback.Result result, Map<String, String> method) {
        List<String> complaints = result.verdict().complaints();
        Verdict verdict = result.verdict().isGreen()
                ? Verdict.green("Every acked message was delivered once, unchanged and in order.")
                : Verdict.red("The replay did not come out as it should.", complaints);
        List<PlayTimes.Span> spans = result.times().spans();
        List<Section> sections = new ArrayList<>();
        sections.add(figures(result));
        sections.add(throughput(spans));
        sections.add(times(
                "Time to the ack",
                "From when a message should have been sent until its node had it for good; messages by when they were acked.",
                spans,
                PlayTimes.Span::ack));
        sections.add(times(
                "Time to the recipient",
                "From when a message should have been sent until its recipient's client had it, who may have been offline.",
                spans,
                PlayTimes.Span::deliver));
        if (result.times().late().max() > 0) {
            sections.add(times(
                    "How late messages were sent",
                    "Against when they should have been: how far the replay fell behind.",
                    spans,
                    PlayTimes.Span::late));
        }
        sections.add(promises(result.verdict().balance()));
        sections.add(happened(result.behaviour()));
        if (!result.verdict().balance().evidence().isEmpty()) {
            sections.add(new Story("Evidence", "", result.verdict().balance().evidence()));
        }
        sections.add(new Method("How it was measured", "", method));
        return new Report("Replay of " + recording, method.getOrDefault("speed", ""), verdict, sections);
    }

    private static Figures figures(Playback.Result result) {
        Balance b = result.verdict().balance();
        List<Figure> all = new ArrayList<>(List.of(
                Figure.plain(
                        "delivered", b.delivered(), "messages", String.format(Locale.ROOT, "of %,d rows", b.rows())),
                Figure.plain("rate", result.verdict().rate(), "messages/s", "over all of it"),
                Figure.plain("ack p50", result.times().ack().p50(), "ms", ""),
                Figure.plain("ack p99", result.times().ack().p99(), "ms", ""),
                Figure.plain("delivery p50", result.times().deliver().p50(), "ms", ""),
                Figure.plain("delivery p99", result.times().deliver().p99(), "ms", ""),
                Figure.plain("late p99", result.times().late().p99(), "ms", "")));
        if (result.nodeCpuSeconds() > 0) {
            all.add(Figure.plain("nodes' CPU", result.cpuMicrosPerMessage(), "µs/message", ""));
        }
        return new Figures("Result", "", all);
    }

    private static Chart throughput(List<PlayTimes.Span> spans) {
        return new Chart(
                "Messages",
                "",
                Axis.SECONDS,
                Axis.linear("messages", "1/s"),
                places(spans),
                List.of(
                        line("sent", spans, span -> span.late().count() / span.seconds()),
                        line("acked", spans, span -> span.ack().count() / span.seconds()),
                        line("delivered", spans, span -> span.deliver().count() / span.seconds())),
                List.of());
    }

    /** One kind of time. */
    private interface Kind {
        PlayTimes.Spread of(PlayTimes.Span span);
    }

    private static Chart times(String heading, String note, List<PlayTimes.Span> spans, Kind kind) {
        return new Chart(
                heading,
                note,
                Axis.SECONDS,
                Axis.log("time", "ms"),
                places(spans),
                List.of(
                        line("p50", spans, span -> known(kind.of(span), PlayTimes.Spread::p50)),
                        line("p99", spans, span -> known(kind.of(span), PlayTimes.Spread::p99)),
                        line("most", spans, span -> known(kind.of(span), PlayTimes.Spread::max))),
                List.of());
    }

    /** Where nothing was, there is no time either. */
    private static double known(PlayTimes.Spread spread, ToDoubleFunction<PlayTimes.Spread> what) {
        return spread.count() == 0 ? Double.NaN : what.applyAsDouble(spread);
    }

    private static List<Double> places(List<PlayTimes.Span> spans) {
        return spans.stream().map(PlayTimes.Span::to).toList();
    }

    private static Series line(String name, List<PlayTimes.Span> spans, ToDoubleFunction<PlayTimes.Span> value) {
        return new Series(name, spans.stream().map(value::applyAsDouble).toList());
    }

    private static Checks promises(Balance b) {
        return new Checks(
                "Promises",
                "By the ledger, which knows every message.",
                List.of(
                        Check.of(PROMISES, "NoAckedMessageLost", b.lost() == 0, b.lost() + " lost of " + b.acked()),
                        Check.of(PROMISES, "NoDuplicate", b.duplicated() == 0, b.duplicated() + " came again"),
                        Check.of(PROMISES, "SenderOrder", b.outOfOrder() == 0, b.outOfOrder() + " out of order"),
                        Check.of(PROMISES, "NothingInvented", b.invented() == 0, b.invented() + " never sent"),
                        Check.of(PROMISES, "CatchesUp", b.unsettled() == 0, b.unsettled() + " without an end")));
    }

    private static Table happened(Behaviour behaviour) {
        List<Table.Row> rows = ReplayText.counts(behaviour).entrySet().stream()
                .map(each -> Table.Row.of(Value.of(each.getKey()), Value.of(Double.parseDouble(each.getValue()))))
                .toList();
        return new Table(
                "What else happened",
                rows.isEmpty() ? "Nothing." : "",
                List.of(Table.Column.words("what"), Table.Column.numbers("times", "")),
                rows);
    }
}
