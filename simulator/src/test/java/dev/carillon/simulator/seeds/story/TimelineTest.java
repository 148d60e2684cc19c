package dev.carillon.simulator.seeds.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final List<Timeline.Column> COLUMNS = List.of(
            new Timeline.Column("P2, the sender's", "n1"),
            new Timeline.Column("P2, the sender's", "n2"),
            new Timeline.Column("P2, the sender's", "n3"),
            new Timeline.Column("P5, the recipient's", "n1"),
            new Timeline.Column("P5, the recipient's", "n2"),
            new Timeline.Column("P5, the recipient's", "n3"));

    @Test
    void drawsAColumnForEveryReplicaThatThereWas() {
        List<Story.Line> lines = List.of(
                new Story.Line(1_500_000_000L, 2, List.of("-*", "-", "", "-", "", "-"), "a sends it"),
                new Story.Line(12_340_000_000L, 2, List.of("has*", "log", "", "-", "", "off"), "n1 accepts it"));
        assertThat(new Timeline(COLUMNS, lines).draw())
                .containsExactly(
                        "           P2, the sender's  P5, the recipient's",
                        "  seconds  n1   n2           n1   n3",
                        "    1.500  -*   -            -    -               a sends it",
                        "   12.340  has* log          -    off             n1 accepts it");
    }

    @Test
    void drawsNoColumnsIfNobodySaysWhatIsWhere() {
        assertThat(new Timeline(List.of(), List.of(new Story.Line(0, Story.ALL, List.of(), "n1 starts"))).draw())
                .containsExactly("    0.000  n1 starts");
    }
}
