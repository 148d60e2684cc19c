package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A moment of a run as lines of a terminal: what goes on, figures with their last minute beside them, faults, the verdict. Pure. */
final class LiveFrame {
    private static final int WIDEST = 132;
    private static final int LABEL = 11;
    private static final int FIGURES = 34;
    /** Narrower ones have no room for bars over time. */
    private static final int BARS_MIN = 10;

    private static final double SOON_MS = 1;
    private static final double LATE_MS = 10_000;
    private static final double SLOW_MS = 1_000;

    private final Scenario scenario;
    private final String target;
    private final Moment moment;
    private final Screen screen;
    private final int width;
    /** Seconds that are shown over time. */
    private final int bars;

    private LiveFrame(Scenario scenario, String target, Moment moment, Screen screen) {
        this.scenario = scenario;
        this.target = target;
        this.moment = moment;
        this.screen = screen;
        // A character in the last column would make some terminals begin another line.
        this.width = Math.max(1, Math.min(WIDEST, screen.columns() - 1));
        int room = width - LABEL - FIGURES;
        this.bars = room < BARS_MIN ? 0 : room;
    }

    /** @param target where the load goes, for people */
    static List<String> lines(Scenario scenario, String target, Moment moment, Screen screen) {
        LiveFrame frame = new LiveFrame(scenario, target, moment, screen);
        List<String> lines = frame.lines();
        return lines.subList(0, Math.min(lines.size(), Math.max(1, screen.rows() - 1)));
    }

    private Ink ink() {
        return new Ink(width, screen.colours());
    }

    private List<String> lines() {
        List<Ink> lines = new ArrayList<>();
        lines.add(head());
        lines.add(progress());
        lines.add(ink());
        Second last = moment.last();
        lines.add(row("asked", words("%,d/s", last.asked()), linear(Second::asked)));
        lines.add(row("acked", words("%,d/s", last.acked()), linear(Second::acked)));
        lines.add(row("delivered", words("%,d/s", last.delivered()), linear(Second::delivered)));
        lines.add(
                times("deliver", last.deliver(), log(second -> second.deliver().p99())));
        lines.add(times("ack", last.ack(), log(second -> second.ack().p99())));
        lines.add(row(
                "online", words("%,d of %,d users", last.connected(), scenario.users()), linear(Second::connected)));
        if (!moment.nodes().isEmpty()) {
            lines.add(nodes());
        }
        if (!moment.faults().isEmpty()) {
            lines.add(faults());
        }
        lines.add(verdict());
        if (Bottlenecks.inTheWay(last.lagP99Ms(), last.busiest())) {
            lines.add(ink().add(
                            Ink.Look.BAD,
                            words(
                                    " THE GENERATOR IS A BOTTLENECK NOW: %s late, busiest thread %.0f %%",
                                    Shown.ms(last.lagP99Ms()), 100 * last.busiest())));
        }
        return lines.stream().map(Ink::toString).toList();
    }

    private Ink head() {
        double whole = scenario.runNs() / 1e9;
        String time = clock(moment.elapsed()) + " of " + clock(whole);
        return ink().add(Ink.Look.BOLD, scenario.name())
                .add(" on " + target + " ")
                .until(time.length())
                .add(time);
    }

    private static String clock(double seconds) {
        long whole = (long) seconds;
        return words("%d:%02d", whole / 60, whole % 60);
    }

    private Ink progress() {
        double whole = scenario.runNs() / 1e9;
        double left = whole - moment.elapsed();
        String end = left > 0 ? words(" %.0f s left", Math.ceil(left)) : " waiting for what is pending";
        String phase = left > 0 ? scenario.phases().get(moment.now().phase()).name() : "the last arrive";
        Ink line = ink().add(Ink.Look.BOLD, words("%-16s ", phase));
        int bar = Math.max(0, line.left() - 29);
        int full = (int) Math.round(bar * Math.min(1, moment.elapsed() / whole));
        return line.add(Ink.Look.GOOD, (screen.blocks() ? "━" : "#").repeat(full))
                .add(Ink.Look.FAINT, (screen.blocks() ? "─" : "-").repeat(bar - full))
                .add(end);
    }

    private Ink row(String label, String figures, String over) {
        return labelled(label).add(words("%-" + FIGURES + "s", figures)).add(Ink.Look.FAINT, over);
    }

    private Ink labelled(String label) {
        return ink().add(Ink.Look.FAINT, words(" %-" + (LABEL - 1) + "s", label));
    }

    private Ink times(String label, Quantiles times, String over) {
        Ink.Look look = times.p99() > SLOW_MS ? Ink.Look.CAUTION : Ink.Look.PLAIN;
        String p50 = words("p50 %-10s", Shown.ms(times.p50()));
        String p99 = words("p99 %-" + (FIGURES - p50.length() - 4) + "s", Shown.ms(times.p99()));
        return labelled(label).add(p50).add(look, p99).add(Ink.Look.FAINT, over);
    }

    private Ink nodes() {
        Map<Integer, Double> coresOf = new HashMap<>();
        int newest = moment.nodes().get(moment.nodes().size() - 1).second();
        double cores = 0;
        double bytes = 0;
        int nodes = 0;
        for (NodeSample each : moment.nodes()) {
            coresOf.merge(each.second(), each.cores(), Double::sum);
            if (each.second() == newest) {
                nodes++;
                cores += Double.isNaN(each.cores()) ? 0 : each.cores();
                bytes += each.bytes();
            }
        }
        List<Double> over = new ArrayList<>();
        for (int second = first(); second <= moment.now().second(); second++) {
            over.add(coresOf.getOrDefault(second, Double.NaN));
        }
        String figures = words("%d up, %.2f cores, %,.0f MB", nodes, cores, bytes / 1e6);
        return row("nodes", figures, bars == 0 ? "" : Spark.linear(over, screen.blocks()));
    }

    /** The first second of those that are shown over time. */
    private int first() {
        return Math.max(0, moment.now().second() - bars + 1);
    }

    private String linear(ToDoubleFunction<Second> figure) {
        return bars == 0 ? "" : Spark.linear(over(figure), screen.blocks());
    }

    private String log(ToDoubleFunction<Second> figure) {
        return bars == 0 ? "" : Spark.log(over(figure), SOON_MS, LATE_MS, screen.blocks());
    }

    private List<Double> over(ToDoubleFunction<Second> figure) {
        return moment.seconds().stream()
                .filter(each -> each.second() >= first())
                .map(figure::applyAsDouble)
                .toList();
    }

    private Ink faults() {
        FaultMark last = moment.faults().get(moment.faults().size() - 1);
        FaultMark goingOn = moment.faults().stream()
                .filter(each -> !each.isOver())
                .reduce((one, next) -> next)
                .orElse(null);
        FaultMark shown = goingOn == null ? last : goingOn;
        String figures = moment.faults().size() + ", " + (goingOn == null ? "last " : "now ") + shown.kind()
                + (shown.node() > 0 ? " of node " + shown.node() : "");
        Ink line = labelled("faults")
                .add(goingOn == null ? Ink.Look.PLAIN : Ink.Look.CAUTION, words("%-" + FIGURES + "s", figures));
        for (int second = first(); bars > 0 && second <= moment.now().second(); second++) {
            @Nullable FaultMark at = at(second);
            if (at == null) {
                line.add(Ink.Look.FAINT, screen.blocks() ? "·" : " ");
            } else {
                line.add(Ink.Look.CAUTION, screen.blocks() ? "▲" : "^");
            }
        }
        return line;
    }

    private @Nullable FaultMark at(int second) {
        return moment.faults().stream()
                .filter(each -> each.fromSeconds() < second + 1 && (!each.isOver() || each.toSeconds() >= second))
                .findFirst()
                .orElse(null);
    }

    private Ink verdict() {
        long wrong = moment.now().wrong();
        Ink line = labelled("verdict");
        return wrong == 0
                ? line.add(Ink.Look.GOOD, "all right so far").add(words(", %,d under way", moment.underWay()))
                : line.add(Ink.Look.BAD, words("WRONG SO FAR: %,d deliveries", wrong));
    }

    private static String words(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }
}
