package dev.carillon.simulator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.report.Chart;
import dev.carillon.simulator.report.Check;
import dev.carillon.simulator.report.Checks;
import dev.carillon.simulator.report.Report;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReplayPageTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** A second with three messages, one without any, and one with a slow one. */
    private static PlayTimes.Quantiles times() {
        PlayTimes times = new PlayTimes();
        times.begin(5);
        for (int i = 0; i < 3; i++) {
            times.late(0);
            times.acked(2_000_000);
            times.delivered(4_000_000);
        }
        times.look(5 + SECOND / 8);
        times.look(5 + SECOND);
        times.look(5 + 2 * SECOND);
        times.late(1_000_000_000);
        times.acked(3_000_000_000L);
        return times.take(5 + 3 * SECOND);
    }

    private static Playback.Result result(long lost) {
        Balance balance = new Balance(4, 0, 4, 0, 4 - lost, lost, 0, 0, 0, 0, List.of());
        return new Playback.Result(
                new Verdict(balance, 0, 0, 0, 3), times(), new Behaviour(Map.of("count: reconnects", "2")), 0);
    }

    private static Chart chart(Report report, String heading) {
        return report.sections().stream()
                .filter(section -> section.heading().equals(heading))
                .map(Chart.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void timesAndRatesAreToldOverTimeAndAddUp() {
        PlayTimes.Quantiles times = times();

        assertThat(times.spans()).extracting(PlayTimes.Span::to).containsExactly(1.0, 2.0, 3.0);
        assertThat(times.spans()).extracting(span -> span.ack().count()).containsExactly(3L, 0L, 1L);
        assertThat(times.ack().count()).isEqualTo(4);
        assertThat(times.deliver().count()).isEqualTo(3);
        assertThat(times.late().max()).isBetween(999.0, 1_001.0);
    }

    @Test
    void aLineHasAHoleWhereNothingHappened() {
        Report report = ReplayPage.of("monday.rec", result(0), Map.of("speed", "1×"));

        assertThat(report.verdict().isGreen()).isTrue();
        assertThat(chart(report, "Messages").series().get(1).values()).containsExactly(3.0, 0.0, 1.0);
        List<Double> ack = chart(report, "Time to the ack").series().get(0).values();
        assertThat(ack.get(0)).isBetween(1.9, 2.1);
        assertThat(ack.get(1)).isNaN();
        assertThat(ack.get(2)).isBetween(2_990.0, 3_010.0);
    }

    @Test
    void whatIsLostIsABrokenPromise() {
        Report report = ReplayPage.of("monday.rec", result(1), Map.of());

        assertThat(report.verdict().isGreen()).isFalse();
        assertThat(report.verdict().reasons()).isNotEmpty();
        Checks checks = report.sections().stream()
                .filter(Checks.class::isInstance)
                .map(Checks.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(checks.checks())
                .filteredOn(check -> check.outcome() == Check.Outcome.BROKEN)
                .extracting(Check::name)
                .containsExactly("NoAckedMessageLost");
    }
}
