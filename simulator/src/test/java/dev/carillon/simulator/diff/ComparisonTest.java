package dev.carillon.simulator.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.simulator.ledger.Balance;
import dev.carillon.simulator.ledger.Verdict;
import dev.carillon.simulator.replay.Behaviour;
import dev.carillon.simulator.replay.PlayTimes;
import dev.carillon.simulator.replay.Playback;
import dev.carillon.simulator.report.render.JsonReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Side A = new Side("A's build", null, null);
    private static final Side B = new Side("B's build", "b.jar", null);

    private static Playback.Result result(double seconds, double ackMs, long lost, Map<String, String> facts) {
        Balance balance = new Balance(1_000, 0, 1_000, 0, 1_000 - lost, lost, 0, 0, 0, 0, List.of());
        PlayTimes.Spread spread = new PlayTimes.Spread(1_000, ackMs, 3 * ackMs, 9 * ackMs);
        return new Playback.Result(
                new Verdict(balance, 0, 0, 0, seconds),
                new PlayTimes.Quantiles(spread, spread, spread, List.of()),
                new Behaviour(facts),
                0.2);
    }

    private static Comparison compared(List<Playback.Result> a, List<Playback.Result> b) {
        List<Alternation.Round> rounds = new ArrayList<>();
        for (int i = 0; i < a.size(); i++) {
            rounds.add(new Alternation.Round(a.get(i), b.get(i)));
        }
        return Comparison.of(A, B, rounds, 1);
    }

    private static List<Playback.Result> runs(double ackMs, String order, int... reconnects) {
        List<Playback.Result> all = new ArrayList<>();
        for (int i = 0; i < reconnects.length; i++) {
            double wobble = 1 + 0.01 * (i % 3);
            all.add(result(
                    2 * wobble,
                    ackMs * wobble * (i % 2 == 0 ? 1 : 0.97),
                    0,
                    Map.of("order: a to b", order, "count: reconnects", Integer.toString(reconnects[i]))));
        }
        return all;
    }

    @Test
    void alikeIsGreenThoughSomethingVariesByItself() {
        Comparison found = compared(runs(5, "x", 0, 1, 0, 2, 0), runs(5, "x", 1, 0, 0, 0, 3));

        assertThat(found.complaints()).isEmpty();
        assertThat(found.varying()).singleElement().satisfies(each -> {
            assertThat(each.fact()).isEqualTo("count: reconnects");
            assertThat(each.a()).isEqualTo("0 in 3, 1 in 1, 2 in 1");
            assertThat(each.probability()).isCloseTo(1, within(1e-9));
        });
        assertThat(String.join("\n", DiffText.lines(found)))
                .contains("no difference seen at this precision")
                .contains("GREEN");
    }

    @Test
    void anotherOrderIsADifferenceOfBehaviour() {
        Comparison found = compared(runs(5, "x", 0, 0, 0), runs(5, "y", 0, 0, 0));

        assertThat(found.differences()).singleElement().satisfies(each -> {
            assertThat(each.fact()).isEqualTo("order: a to b");
            assertThat(each.a()).isEqualTo("x");
            assertThat(each.b()).isEqualTo("y");
        });
        assertThat(found.complaints()).containsExactly("1 facts of behaviour differ between A and B");
    }

    @Test
    void whatHappensFarMoreOftenOnOneSideIsADifferenceToo() {
        Comparison found = compared(runs(5, "x", 0, 0, 0, 0, 0, 1), runs(5, "x", 4, 2, 3, 1, 7, 2));

        assertThat(found.differences())
                .singleElement()
                .satisfies(each -> assertThat(each.probability()).isLessThan(0.02));
    }

    @Test
    void slowerIsRedAndFasterIsNot() {
        assertThat(compared(runs(5, "x", 0, 0, 0, 0, 0), runs(7, "x", 0, 0, 0, 0, 0))
                        .complaints())
                .anyMatch(each -> each.startsWith("B is worse in ack p50 ms: "))
                .anyMatch(each -> each.startsWith("B is worse in ack p99 ms: "))
                .noneMatch(each -> each.startsWith("B is worse in messages/s"));
        Comparison faster = compared(runs(7, "x", 0, 0, 0, 0, 0), runs(5, "x", 0, 0, 0, 0, 0));
        assertThat(faster.complaints()).isEmpty();
        assertThat(DiffText.lines(faster)).anyMatch(line -> line.contains("ack p99") && line.endsWith("B is better"));
    }

    @Test
    void aLossIsRedWhicheverSideItIsOn() {
        List<Playback.Result> losing = List.of(result(2, 5, 3, Map.of()), result(2, 5, 0, Map.of()));
        List<Playback.Result> good = List.of(result(2, 5, 0, Map.of()), result(2, 5, 0, Map.of()));

        assertThat(compared(losing, good).complaints())
                .anyMatch(each -> each.startsWith("1 of 2 runs of A are red: 3 acked messages were never delivered"));
        assertThat(compared(good, losing).complaints()).anyMatch(each -> each.startsWith("1 of 2 runs of B are red"));
    }

    @Test
    void whatIsAbsentOnOneSideIsToldAndACountThatIsAbsentIsZero() {
        Comparison found = compared(
                List.of(result(2, 5, 0, Map.of("count: skips PURGED", "0")), result(2, 5, 0, Map.of())),
                List.of(
                        result(2, 5, 0, Map.of("receipt: READ by a to b", "up to 3")),
                        result(2, 5, 0, Map.of("receipt: READ by a to b", "up to 3"))));

        assertThat(found.varying())
                .singleElement()
                .satisfies(each -> assertThat(each.a()).isEqualTo("not there"));
    }

    @Test
    void theSidesTakeTurns() throws Exception {
        List<String> order = new ArrayList<>();
        new Alternation(
                        A,
                        B,
                        side -> {
                            order.add(side == A ? "A" : "B");
                            return result(side == A ? 1 : 2, 5, 0, Map.of());
                        },
                        line -> {})
                .run(4)
                .forEach(round -> assertThat(round.b().verdict().seconds()).isEqualTo(2));

        assertThat(String.join("", order)).isEqualTo("ABBAABBA");
    }

    @Test
    void thePageAndTheJsonSayTheSame() {
        Comparison found = compared(runs(5, "x", 0, 0, 0), runs(7, "y", 0, 0, 0));

        String page = JsonReport.line(DiffPage.of("a.rec", found, Map.of("rounds", "3")));
        assertThat(page).contains("order: a to b").contains("B is worse");
        assertThat(DiffText.json("a.rec", found))
                .contains("\"verdict\":\"red\"")
                .contains("\"differences\":1")
                .contains("\"ack_p99_ratio\":1.4");
    }
}
