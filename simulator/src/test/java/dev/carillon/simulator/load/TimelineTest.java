package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.chaos.FaultMark;
import dev.carillon.simulator.scenario.Presets;
import dev.carillon.simulator.scenario.Scenario;
import dev.carillon.simulator.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Seconds of several generators add up, and only those of which all have told. */
class TimelineTest {
    private static Tick tick(int second, int phase, long acked, long micros) {
        List<Histogram> times = List.of(Meter.Timed.values()).stream()
                .map(what -> {
                    Histogram some = new Histogram(Meter.LONGEST_MICROS, Meter.DIGITS);
                    some.recordValue(micros);
                    return some;
                })
                .toList();
        return new Tick(
                second, phase, acked + 1, acked + 1, acked, acked, 0, 0, 5, new BusiestThread.Share(0.5, 0.5), times);
    }

    @Test
    void secondsAddUp() {
        Timeline timeline = new Timeline(List.of("one", "two"), 2);
        timeline.add(tick(0, 0, 10, 1_000));
        timeline.add(tick(1, 1, 25, 2_000));
        assertThat(timeline.latest()).isNull();
        timeline.add(tick(0, 0, 20, 9_000));
        assertThat(timeline.seconds()).hasSize(1);
        timeline.add(tick(1, 0, 50, 3_000));
        assertThat(timeline.seconds()).extracting(Second::acked).containsExactly(30L, 45L);
        assertThat(timeline.seconds()).extracting(Second::phase).containsExactly("one", "one");
        assertThat(timeline.seconds().get(0).deliver().max()).isBetween(9.0, 9.1);
        assertThat(timeline.seconds().get(1).connected()).isEqualTo(10);
    }

    private static List<String> frame(Screen screen, List<FaultMark> faults) throws Exception {
        Scenario scenario = ScenarioFile.read("chat-day", Presets.text("chat-day"));
        Moment moment = new Moment(40, latest(), seconds(), faults, List.of(), false);
        return LiveFrame.lines(scenario, "three nodes", moment, screen);
    }

    @Test
    void aFrameFitsItsScreenAndMarksFaultsWhereTheyWere() throws Exception {
        List<FaultMark> faults =
                List.of(new FaultMark("kill", 2, 10.5, 12.2, "", true), new FaultMark("pause", 3, 38, -1, "", true));
        for (Screen screen : List.of(new Screen(80, 24, false, true), new Screen(120, 40, false, true))) {
            List<String> lines = frame(screen, faults);
            assertThat(lines).allMatch(line -> line.length() < screen.columns()).hasSizeLessThan(screen.rows());
            assertThat(String.join("\n", lines))
                    .contains("chat-day on three nodes", "0:40 of 1:00", "20 s left", "p50 1.00 ms", "all right so far")
                    .contains("2, now pause of node 3")
                    .doesNotContain("\u001b");
        }
        // A bar for each of the last 40 seconds; the one in which messages were slow is high.
        String wide = frame(new Screen(120, 40, false, true), faults).stream()
                .filter(line -> line.contains("deliver "))
                .findFirst()
                .orElse("");
        assertThat(wide.strip()).endsWith("▁".repeat(30) + "▇" + "▁".repeat(9));
        assertThat(frame(new Screen(120, 40, false, true), faults))
                .anyMatch(line -> line.endsWith("·".repeat(10) + "▲▲▲" + "·".repeat(25) + "▲▲"));
    }

    @Test
    void aSmallScreenWithoutColoursOrBlocksIsRespected() throws Exception {
        List<FaultMark> faults = List.of(new FaultMark("kill", 2, 10, 12, "", true));
        assertThat(frame(new Screen(30, 5, false, false), faults))
                .hasSize(4)
                .allMatch(line -> line.length() < 30 && line.matches("\\p{ASCII}*"));
        assertThat(frame(new Screen(80, 24, true, true), faults)).anyMatch(line -> line.contains("\u001b[32m"));
    }

    @Test
    void aTerminalIsDrawnAgainAndAFileIsNot() throws Exception {
        Timeline timeline = new Timeline(List.of("night", "morning", "day", "evening", "late"), 1);
        timeline.add(tick(0, 2, 10, 1_000));
        Moment moment = new Moment(
                30, Objects.requireNonNull(timeline.latest()), timeline.seconds(), List.of(), List.of(), false);
        for (boolean terminal : List.of(true, false)) {
            StringWriter out = new StringWriter();
            LiveView view = new LiveView(
                    new PrintWriter(out),
                    terminal ? () -> new Screen(80, 24, false, true) : null,
                    ScenarioFile.read("chat-day", Presets.text("chat-day")));
            view.show("one node", moment);
            view.show("one node", moment);
            assertThat(out.toString()).contains("day", "30 s left", "10/s", "all right so far");
            assertThat(out.toString().contains("\u001b[A")).isEqualTo(terminal);
        }
    }

    @Test
    void aLargeScreenHasALineForEachNodeAndEachFault() throws Exception {
        List<FaultMark> faults =
                List.of(new FaultMark("kill", 2, 10.5, 12.2, "", true), new FaultMark("join", 0, 38, -1, "", true));
        List<NodeSample> nodes =
                List.of(new NodeSample(38, 1, 0.5, 400_000_000), new NodeSample(39, 2, 0.25, 100_000_000));
        Moment moment = new Moment(75, latest(), seconds(), faults, nodes, true);
        Scenario scenario = ScenarioFile.read("chat-day", Presets.text("chat-day"));
        List<String> large = LiveFrame.lines(scenario, "three nodes", moment, new Screen(120, 40, false, true));
        assertThat(large).allMatch(line -> line.length() < 120);
        assertThat(String.join("\n", large))
                .contains(
                        "1:00 and 0:15",
                        "most 10/s",
                        "1 up, 0.25 cores, 100 MB",
                        "  node 1  down",
                        "  node 2  0.25 cores")
                .contains("kill of node 2      11 s to 12 s", "join                38 s to now")
                .doesNotContain("BOTTLENECK");
        assertThat(LiveFrame.lines(scenario, "three nodes", moment, new Screen(80, 24, false, true)))
                .noneMatch(line -> line.contains("node 1") || line.contains("kill of"));
    }

    private static List<Second> seconds() {
        Timeline timeline = timeline();
        return timeline.seconds();
    }

    private static Timeline.Sum latest() {
        return Objects.requireNonNull(timeline().latest());
    }

    private static Timeline timeline() {
        Timeline timeline = new Timeline(List.of("night", "morning", "day", "evening", "late"), 1);
        for (int second = 0; second < 40; second++) {
            timeline.add(tick(second, 2, 10L * second, second == 30 ? 5_000_000 : 1_000));
        }
        return timeline;
    }

    /** A test's thread stands in for that of the shutdown hook, another one for the run that has not noticed yet. */
    @Test
    void whoeverBreaksARunOffHasTheLastWord() throws Exception {
        StringWriter out = new StringWriter();
        LiveView view =
                new LiveView(new PrintWriter(out), null, ScenarioFile.read("chat-day", Presets.text("chat-day")));
        view.breakOff("broken off");
        Thread run = new Thread(() -> view.line("GREEN"));
        run.start();
        run.join();
        view.show("one node", new Moment(30, latest(), seconds(), List.of(), List.of(), false));
        view.line("Every node runs again.");
        assertThat(out.toString().lines()).containsExactly("broken off", "Every node runs again.");
    }
}
