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
        return new Tick(second, phase, acked + 1, acked + 1, acked, acked, 0, 0, 5, 0.5, times);
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
        Timeline timeline = new Timeline(List.of("night", "morning", "day", "evening", "late"), 1);
        for (int second = 0; second < 40; second++) {
            timeline.add(tick(second, 2, 10L * second, second == 30 ? 5_000_000 : 1_000));
        }
        Scenario scenario = ScenarioFile.read("chat-day", Presets.text("chat-day"));
        Moment moment =
                new Moment(40, Objects.requireNonNull(timeline.latest()), timeline.seconds(), faults, List.of());
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
        Moment moment =
                new Moment(30, Objects.requireNonNull(timeline.latest()), timeline.seconds(), List.of(), List.of());
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
}
