package dev.carillon.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.scenario.Presets;
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

    @Test
    void aTerminalIsDrawnAgainAndAFileIsNot() throws Exception {
        Timeline timeline = new Timeline(List.of("night", "morning", "day", "evening", "late"), 1);
        timeline.add(tick(0, 2, 10, 1_000));
        Timeline.Sum now = Objects.requireNonNull(timeline.latest());
        for (boolean terminal : List.of(true, false)) {
            StringWriter out = new StringWriter();
            LiveView view = new LiveView(
                    new PrintWriter(out), terminal, ScenarioFile.read("chat-day", Presets.text("chat-day")));
            view.show(now, 30, List.of());
            view.show(now, 30.5, List.of());
            assertThat(out.toString()).contains("day", "30 s left", "acked 10/s", "5 connected", "all right so far");
            assertThat(out.toString().contains("\u001b[A")).isEqualTo(terminal);
        }
    }
}
