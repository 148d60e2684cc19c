package dev.carillon.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = 1_000_000_000L;
    private long now = 17;

    @Test
    void withoutASpeedEveryRowIsDueAtOnce() {
        Pace pace = new Pace(0, () -> now);

        assertThat(pace.untilDue(1)).isZero();
        assertThat(pace.untilDue(1_000_000)).isZero();
    }

    @Test
    void aRowIsDueWhenItsTimeHasPassedAtTheSpeed() {
        Pace pace = new Pace(60, () -> now);
        assertThat(pace.untilDue(1_000)).isZero();

        assertThat(pace.untilDue(1_120)).isEqualTo(2 * SECOND);
        now += 2 * SECOND;
        assertThat(pace.untilDue(1_120)).isZero();
    }

    @Test
    void timeThatTheNodeWasDownIsNotCaughtUp() {
        Pace pace = new Pace(60, () -> now);
        pace.untilDue(1_000);
        now += 100 * SECOND;
        pace.restart();

        assertThat(pace.untilDue(1_060)).isZero();
        assertThat(pace.untilDue(1_120)).isEqualTo(SECOND);
    }
}
