package dev.carillon.simulator.capacity.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Events and the time of a round, from rounds. */
class GatheringFitTest {
    private static final double SECONDS = 60e-6;
    private static final double POWER = 0.35;
    private static final double LOOPS = 3;

    private static List<GatheringFit.Observation> seen(Random noise, double much) {
        List<GatheringFit.Observation> seen = new ArrayList<>();
        for (double messages : new double[] {150, 1200, 6000, 15_000}) {
            for (double copies : new double[] {0, 4}) {
                double events = messages * 6 + messages * copies * 3;
                double rounds = LOOPS * new Gathering(SECONDS, POWER).perSecond(events / LOOPS);
                seen.add(new GatheringFit.Observation(
                        List.of(messages, messages * copies), LOOPS, rounds * (1 + much * (noise.nextDouble() - 0.5))));
            }
        }
        return seen;
    }

    @Test
    void whatMadeTheRoundsIsFound() {
        GatheringFit fit = GatheringFit.of(seen(new Random(1), 0));
        assertThat(fit.events().get(0)).isCloseTo(6, within(0.01));
        assertThat(fit.events().get(1)).isCloseTo(3, within(0.01));
        assertThat(fit.gathering().seconds()).isCloseTo(SECONDS, within(SECONDS / 100));
        assertThat(fit.gathering().power()).isCloseTo(POWER, within(0.01));
        assertThat(fit.worst()).isLessThan(0.01);
    }

    @Test
    void noiseMovesItALittle() {
        GatheringFit fit = GatheringFit.of(seen(new Random(2), 0.1));
        assertThat(fit.events().get(0)).isCloseTo(6, within(1.0));
        assertThat(fit.gathering().seconds()).isCloseTo(SECONDS, within(SECONDS / 3));
        assertThat(fit.worst()).isBetween(0.001, 0.1);
    }

    @Test
    void whatNobodySharesTakesNoTime() {
        List<GatheringFit.Observation> seen = new ArrayList<>();
        for (double messages : new double[] {10, 100, 1000}) {
            seen.add(new GatheringFit.Observation(List.of(messages), 64, 2 * messages));
        }
        GatheringFit fit = GatheringFit.of(seen);
        assertThat(fit.events().get(0)).isCloseTo(2, within(0.001));
        assertThat(fit.gathering().perSecond(1000 * 2.0 / 64)).isCloseTo(1000 * 2.0 / 64, within(0.1));
    }
}
