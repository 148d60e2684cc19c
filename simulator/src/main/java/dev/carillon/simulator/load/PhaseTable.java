package dev.carillon.simulator.load;

import dev.carillon.simulator.report.Judgement;
import dev.carillon.simulator.report.Table;
import dev.carillon.simulator.report.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What came of each phase of a run, in figures. Pure. */
final class PhaseTable {
    static final String TIMES_NOTE =
            "From when a message was due, not from when it was sent: what a slow answer held up is in here. Only messages"
                    + " to readers who meant to be there, with signal, are timed.";

    private PhaseTable() {}

    static Table of(RunResult run) {
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
}
