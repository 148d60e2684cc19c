package dev.carillon.simulator.capacity.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rounds by events, against the thing itself. */
class GatheringTest {
    private static final double SECONDS = 0.001;
    private static final int EVENTS = 200_000;
    private static final double ROUNDING = 1 - 1e-12;

    /** Plays events at random times: whoever finds nobody at work begins, who comes meanwhile waits for the next round. */
    private static double played(double events) {
        Random random = new Random(7);
        double now = 0;
        double busyUntil = 0;
        boolean waiting = false;
        int rounds = 0;
        for (int i = 0; i < EVENTS; i++) {
            now += -Math.log(1 - random.nextDouble()) / events;
            if (waiting && now > busyUntil) {
                // The round of those who waited began when the last one ended, and may be over by now.
                rounds++;
                busyUntil += SECONDS;
                waiting = false;
            }
            if (now > busyUntil) {
                rounds++;
                busyUntil = now + SECONDS;
            } else {
                waiting = true;
            }
        }
        return rounds / now;
    }

    @ParameterizedTest
    @ValueSource(doubles = {10, 100, 500, 1000, 2000, 10_000})
    void roundsAreThoseOfAServerThatTakesAllThatWaits(double events) {
        double said = new Gathering(SECONDS, 0).perSecond(events);
        assertThat(said / played(events)).isCloseTo(1, within(0.02));
    }

    @Test
    void whereLittleComesEverythingIsAloneAndWhereMuchComesTheTimeBinds() {
        Gathering gathering = new Gathering(SECONDS, 0);
        assertThat(gathering.perSecond(0)).isZero();
        assertThat(gathering.perSecond(1)).isCloseTo(1, within(0.001));
        assertThat(gathering.perSecond(1e6)).isCloseTo(1 / SECONDS, within(0.001));
        assertThat(new Gathering(0, 0).perSecond(5000)).isEqualTo(5000);
    }

    @Test
    void roundsNeverFallAsMoreComes() {
        Gathering gathering = new Gathering(SECONDS, 0);
        double before = 0;
        for (double events = 1; events < 1e7; events *= 1.1) {
            double now = gathering.perSecond(events);
            assertThat(now).isGreaterThanOrEqualTo(before * ROUNDING).isLessThanOrEqualTo(events);
            before = now;
        }
    }

    /** Written out: what comes in a round and the wait for the first of the next make the round's whole time. */
    @Test
    void aRoundThatCarriesMoreTakesLonger() {
        Gathering gathering = new Gathering(SECONDS, 0.4);
        for (double events = 1; events < 1e6; events *= 7) {
            double rounds = gathering.perSecond(events);
            double during = SECONDS * Math.pow(events / rounds, 0.4);
            assertThat(rounds * (during + Math.exp(-events * during) / events)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void thePeakIsWhereMostRoundsAre() {
        Gathering gathering = new Gathering(SECONDS, 0.4);
        double most = gathering.perSecond(gathering.peak());
        for (double events = 1; events < 1e6; events *= 1.1) {
            assertThat(gathering.perSecond(events)).isLessThanOrEqualTo(most * (1 + 1e-9));
        }
        assertThat(new Gathering(SECONDS, 0).peak()).isInfinite();
    }
}
