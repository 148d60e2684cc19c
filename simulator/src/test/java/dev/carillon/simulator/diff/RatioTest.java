package dev.carillon.simulator.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RatioTest {
    private static double[] noisy(SplittableRandom random, int rounds, double around, double sigma) {
        double[] values = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            values[i] = around * Math.exp(sigma * gaussian(random));
        }
        return values;
    }

    private static double gaussian(SplittableRandom random) {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    @Test
    void theIntervalHoldsTheTruthAboutAsOftenAsItSays() {
        SplittableRandom random = new SplittableRandom(3);
        for (int rounds : new int[] {3, 5}) {
            int held = 0;
            int all = 400;
            for (int i = 0; i < all; i++) {
                Ratio ratio =
                        Ratio.of(noisy(random, rounds, 100, 0.1), noisy(random, rounds, 120, 0.1), random.nextLong());
                held += ratio.low() <= 1.2 && ratio.high() >= 1.2 ? 1 : 0;
            }
            assertThat((double) held / all).as("of %d rounds", rounds).isBetween(0.91, 0.99);
        }
    }

    @Test
    void alikeIsNotToldApartAndADifferenceIs() {
        SplittableRandom random = new SplittableRandom(2);
        assertThat(Ratio.of(noisy(random, 6, 50, 0.02), noisy(random, 6, 50, 0.02), 1)
                        .mayBeOne())
                .isTrue();
        Ratio slower = Ratio.of(noisy(random, 6, 50, 0.02), noisy(random, 6, 65, 0.02), 1);
        assertThat(slower.mayBeOne()).isFalse();
        assertThat(slower.value()).isCloseTo(1.3, within(0.05));
    }

    @Test
    void whatMeetsBothSidesOfARoundAlikeDoesNotCount() {
        double[] a = {10, 20, 40, 80};
        double[] b = {11, 22, 44, 88};

        Ratio ratio = Ratio.of(a, b, 1);

        assertThat(ratio.low()).isCloseTo(1.1, within(1e-9));
        assertThat(ratio.high()).isCloseTo(1.1, within(1e-9));
    }

    @Test
    void oneRoundSaysNothingOfConfidence() {
        Ratio ratio = Ratio.of(new double[] {1}, new double[] {2}, 1);

        assertThat(ratio.value()).isCloseTo(2, within(1e-9));
        assertThat(ratio.mayBeOne()).isTrue();
        assertThat(Double.isFinite(ratio.high())).isFalse();
    }

    @Test
    void fisherAsInTables() {
        assertThat(Fisher.probability(5, 5, 0, 5)).isCloseTo(2.0 / 252, within(1e-9));
        assertThat(Fisher.probability(3, 5, 3, 5)).isCloseTo(1, within(1e-9));
        // The lady tasting tea, two-sided.
        assertThat(Fisher.probability(3, 4, 1, 4)).isCloseTo(34.0 / 70, within(1e-9));
    }
}
