package dev.carillon.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class KillPlanTest {
    private static List<Integer> strikes(int rows, int kills, IntUnaryOperator inFlightAt) {
        KillPlan plan = new KillPlan(rows, kills);
        List<Integer> strikes = new ArrayList<>();
        for (int sent = 1; sent <= rows; sent++) {
            if (plan.strike(sent, inFlightAt.applyAsInt(sent))) {
                strikes.add(sent);
            }
        }
        return strikes;
    }

    @Test
    void killsOnceHalfWay() {
        assertThat(strikes(100_000, 1, sent -> 2_000)).containsExactly(50_000);
    }

    @Test
    void spreadsKillsEvenly() {
        assertThat(strikes(100_000, 4, sent -> 2_000)).containsExactly(20_000, 40_000, 60_000, 80_000);
    }

    @Test
    void waitsForManySendsOnTheirWay() {
        assertThat(strikes(100_000, 1, sent -> sent < 51_000 ? 5 : 900)).containsExactly(51_000);
    }

    @Test
    void takesTheLeastThatCountsAfterPushingForAWhile() {
        assertThat(strikes(100_000, 1, sent -> 250)).containsExactly(50_000 + KillPlan.PUSHED_MAX);
    }

    @Test
    void killsInTheEndWhateverItMeets() {
        assertThat(strikes(100_000, 1, sent -> 1)).containsExactly(75_000);
        assertThat(strikes(3, 1, sent -> 0)).hasSize(1);
    }

    @Test
    void neverKillsIfNotAskedTo() {
        assertThat(strikes(10_000, 0, sent -> 2_000)).isEmpty();
    }

    @Test
    void asksForAHundredUnackedSendsUnlessThereIsHardlyAnyTraffic() {
        assertThat(KillPlan.required(1_000_000)).isEqualTo(100);
        assertThat(KillPlan.required(400)).isEqualTo(100);
        assertThat(KillPlan.required(40)).isEqualTo(10);
    }
}
