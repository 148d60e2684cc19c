package dev.carillon.simulator.load;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;

/** A moment of a run as lines of a terminal: what goes on, figures with their last minute beside them, faults, the verdict. Pure. */
final class LiveFrame {
    private static final int WIDEST = 132;
    private static final int LABEL = 11;
    private static final int FIGURES = 34;
    /** Narrower ones have no room for bars over time. */
    private static final int BARS_MIN = 10;

    /** Room beside the progress. */
    private static final int ENDING = 10;

    /** Screens with so many rows get a line for each node and for each of the last faults. */
    private static final int LARGE_ROWS = 34;

    private static final int FAULTS_MAX = 8;

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
        lines.add(rate("asked", Second::asked));
        lines.add(rate("acked", Second::acked));
        lines.add(rate("delivered", Second::delivered));
        lines.add(times("deliver", Second::deliver));
        lines.add(times("ack", Second::ack));
        lines.add(row(
                "online", words("%,d of %,d users", last.connected(), scenario.users()), linear(Second::connected)));
        if (!moment.nodes().isEmpty()) {
            lines.addAll(nodes());
        }
        if (!moment.faults().isEmpty()) {
            lines.addAll(faults());
        }
        lines.add(verdict());
        if (!moment.inTheWay().isEmpty()) {
            lines.add(ink().add(Ink.Look.BAD, " " + moment.inTheWay()));
        }
        return lines.stream().map(Ink::toString).toList();
    }

    private Ink head() {
        double whole = scenario.runNs() / 1e9;
        double over = moment.elapsed() - whole;
        String time = over < 0 ? clock(moment.elapsed()) + " of " + clock(whole) : clock(whole) + " and " + clock(over);
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
        String end = left > 0 ? words(" %.0f s left", Math.ceil(left)) : " " + moment.waitingFor();
        int number = moment.now().phase();
        String phase = left > 0 ? scenario.phases().get(number).name() : "the last arrive";
        String count =
                left > 0 ? words("%d of %d", number + 1, scenario.phases().size()) : "";
        Ink line = ink().add(Ink.Look.BOLD, words(" %-15s ", phase)).add(Ink.Look.FAINT, words("%-8s ", count));
        int bar = Math.max(0, line.left() - Math.max(ENDING, end.length()));
        int full = (int) Math.round(bar * Math.min(1, moment.elapsed() / whole));
        return line.add(Ink.Look.GOOD, (screen.blocks() ? "━" : "#").repeat(full))
                .add(Ink.Look.FAINT, (screen.blocks() ? "─" : "-").repeat(bar - full))
                .add(end);
    }

    private Ink row(String label, String figures, String over) {
        return labelled(label).add(words("%-" + FIGURES + "s", figures)).add(Ink.Look.BARS, over);
    }

    private Ink labelled(String label) {
        return ink().add(Ink.Look.FAINT, words(" %-" + (LABEL - 1) + "s", label));
    }

    /** The highest one says how high the bars are. */
    private Ink rate(String label, ToDoubleFunction<Second> figure) {
        double most = over(figure).stream().mapToDouble(each -> each).max().orElse(0);
        return row(
                label,
                words("%-14s", words("%,.0f/s", figure.applyAsDouble(moment.last()))) + words("most %,.0f/s", most),
                linear(figure));
    }

    /** Of all seconds; those in which one in a hundred was slow stand out. */
    private Ink times(String label, Function<Second, Quantiles> of) {
        Quantiles times = of.apply(moment.last());
        String p50 = words("p50 %-10s", Shown.ms(times.p50()));
        String p99 = words("p99 %-" + (FIGURES - p50.length() - 4) + "s", Shown.ms(times.p99()));
        Ink line = labelled(label).add(p50).add(look(times.p99(), Ink.Look.PLAIN), p99);
        if (bars > 0) {
            List<Double> over = over(second -> of.apply(second).p99());
            String all = Spark.log(over, SOON_MS, LATE_MS, screen.blocks());
            for (int from = 0, to = 1; from < all.length(); to++) {
                if (to == all.length() || isSlow(over.get(to)) != isSlow(over.get(from))) {
                    line.add(look(over.get(from), Ink.Look.BARS), all.substring(from, to));
                    from = to;
                }
            }
        }
        return line;
    }

    private static boolean isSlow(double ms) {
        return ms > SLOW_MS;
    }

    private static Ink.Look look(double ms, Ink.Look otherwise) {
        return isSlow(ms) ? Ink.Look.CAUTION : otherwise;
    }

    /** One line for all of them, and on a large screen one for each. */
    private List<Ink> nodes() {
        List<Ink> lines = new ArrayList<>();
        lines.add(nodes("nodes", node -> true));
        if (isLarge()) {
            moment.nodes().stream()
                    .map(NodeSample::node)
                    .distinct()
                    .sorted()
                    .forEach(number -> lines.add(nodes("  node " + number, node -> node == number)));
        }
        return lines;
    }

    private boolean isLarge() {
        return screen.rows() >= LARGE_ROWS && bars > 0;
    }

    private Ink nodes(String label, IntPredicate which) {
        Map<Integer, Double> coresOf = new HashMap<>();
        int newest = moment.nodes().get(moment.nodes().size() - 1).second();
        double cores = 0;
        double bytes = 0;
        int nodes = 0;
        for (NodeSample each : moment.nodes()) {
            if (!which.test(each.node())) {
                continue;
            }
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
        String figures = words("%.2f cores", cores) + (Double.isNaN(bytes) ? "" : words(", %,.0f MB", bytes / 1e6));
        boolean one = label.startsWith(" ");
        return row(
                label,
                one ? nodes == 0 ? "down" : figures : nodes + " up, " + figures,
                bars == 0 ? "" : Spark.linear(over, screen.blocks()));
    }

    /** The first second of those that are shown over time. */
    private int first() {
        return Math.max(0, moment.now().second() - bars + 1);
    }

    private String linear(ToDoubleFunction<Second> figure) {
        return bars == 0 ? "" : Spark.linear(over(figure), screen.blocks());
    }

    private List<Double> over(ToDoubleFunction<Second> figure) {
        return moment.seconds().stream()
                .filter(each -> each.second() >= first())
                .map(figure::applyAsDouble)
                .toList();
    }

    /** One line for all of them, and on a large screen one for each of the last. */
    private List<Ink> faults() {
        List<FaultMark> all = moment.faults();
        FaultMark goingOn = all.stream()
                .filter(each -> !each.isOver())
                .reduce((one, next) -> next)
                .orElse(null);
        FaultMark shown = goingOn == null ? all.get(all.size() - 1) : goingOn;
        List<Ink> lines = new ArrayList<>();
        lines.add(faults(
                "faults",
                all.size() + ", " + (goingOn == null ? "last " : "now ") + shown.name(),
                goingOn != null,
                all));
        if (isLarge()) {
            for (FaultMark each : all.subList(Math.max(0, all.size() - FAULTS_MAX), all.size())) {
                String when = words(
                        "%.0f s to %s", each.fromSeconds(), each.isOver() ? words("%.0f s", each.toSeconds()) : "now");
                lines.add(faults("", words("%-20s", each.name()) + when, !each.isOver(), List.of(each)));
            }
        }
        return lines;
    }

    private Ink faults(String label, String figures, boolean goOn, List<FaultMark> which) {
        Ink line = labelled(label).add(goOn ? Ink.Look.CAUTION : Ink.Look.PLAIN, words("%-" + FIGURES + "s", figures));
        for (int second = first(); bars > 0 && second <= moment.now().second(); second++) {
            if (isHurt(which, second)) {
                line.add(Ink.Look.CAUTION, screen.blocks() ? "▲" : "^");
            } else {
                line.add(Ink.Look.FAINT, screen.blocks() ? "·" : " ");
            }
        }
        return line;
    }

    private static boolean isHurt(List<FaultMark> faults, int second) {
        return faults.stream()
                .anyMatch(each -> each.fromSeconds() < second + 1 && (!each.isOver() || each.toSeconds() >= second));
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
