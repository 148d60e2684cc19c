package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.report.Axis;
import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Mark;
import dev.carillon.simulator.report.Section;
import dev.carillon.simulator.report.Series;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** A run over time: load, times, nodes, with phases and faults as marks. Pure. */
final class RunCharts {
    private final RunResult run;
    private final List<Mark> marks = new ArrayList<>();
    private final List<Section> sections = new ArrayList<>();

    private RunCharts(RunResult run) {
        this.run = run;
        phases();
        for (FaultMark fault : run.faults()) {
            marks.add(new Mark(fault.fromSeconds(), fault.toSeconds(), label(fault), Mark.Kind.FAULT));
        }
    }

    static List<Section> of(RunResult run) {
        RunCharts charts = new RunCharts(run);
        boolean lasted = !run.timeline().isEmpty();
        if (lasted) {
            charts.load();
        }
        charts.nodes();
        if (lasted) {
            charts.generator();
        }
        return charts.sections;
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

    private void load() {
        sections.add(chart(
                "Throughput",
                "",
                Axis.linear("messages", "/s"),
                line("asked", Second::asked),
                line("acked", Second::acked),
                line("delivered", Second::delivered)));
        sections.add(chart(
                "Time to delivery",
                PhaseTable.TIMES_NOTE,
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
    }

    private void generator() {
        sections.add(chart(
                "How late the generator was",
                "A generator that is late measures itself.",
                Axis.linear("late", "ms"),
                line("p99", Second::lagP99Ms)));
        sections.add(chart(
                "How busy the generator was",
                "Its busiest thread; one that has no time left makes the others wait. It has none, too, where it waits for a core.",
                Axis.linear("of the time", "%"),
                line("busiest thread", second -> 100 * second.busiest()),
                line("with waiting for a core", second -> 100 * second.occupied())));
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

    private void nodes() {
        if (run.nodes().isEmpty()) {
            return;
        }
        int last = run.nodes().stream().mapToInt(NodeSample::second).max().orElse(0);
        // Seconds in which no node was seen are places without values.
        List<Double> places =
                IntStream.rangeClosed(0, last).asDoubleStream().boxed().toList();
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
}
