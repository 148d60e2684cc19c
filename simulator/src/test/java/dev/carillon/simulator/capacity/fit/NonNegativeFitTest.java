package dev.carillon.simulator.capacity.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What things cost, from sums. */
class NonNegativeFitTest {
    @Test
    void whatFitsExactlyIsFound() {
        double[][] rows = {{1, 0, 2}, {0, 3, 1}, {5, 1, 0}, {2, 2, 2}};
        double[] observed = new double[4];
        for (int i = 0; i < 4; i++) {
            observed[i] = 7 * rows[i][0] + 0.5 * rows[i][1] + 20 * rows[i][2];
        }
        NonNegativeFit fit = NonNegativeFit.of(rows, observed);
        assertThat(fit.of(0)).isCloseTo(7, within(1e-9));
        assertThat(fit.of(1)).isCloseTo(0.5, within(1e-9));
        assertThat(fit.of(2)).isCloseTo(20, within(1e-9));
        assertThat(fit.worst()).isLessThan(1e-9);
    }

    /** 10 and 11 of the first would be explained by a second that costs less than nothing. */
    @Test
    void nothingCostsLessThanNothing() {
        double[][] rows = {{1, 1}, {1, 2}};
        double[] observed = {11, 10};
        NonNegativeFit fit = NonNegativeFit.of(rows, observed);
        assertThat(fit.of(1)).isZero();
        assertThat(fit.of(0)).isBetween(10.0, 11.0);
    }

    @Test
    void aSmallObservationWeighsAsMuchAsALargeOne() {
        double[][] rows = {{1}, {1000}};
        double[] observed = {2, 1000};
        NonNegativeFit fit = NonNegativeFit.of(rows, observed);
        // Twice as much for the small one is as bad as for the large one; plain squares would ignore the small one.
        assertThat(fit.of(0)).isCloseTo(1.2, within(1e-9));
        assertThat(fit.worst()).isCloseTo(0.4, within(1e-9));
    }

    /** No small step that keeps to the rules makes it better: what the best solution is known by. */
    @Test
    void noStepMakesItBetter() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            double[][] rows = new double[8][4];
            double[] observed = new double[8];
            for (int i = 0; i < 8; i++) {
                for (int j = 0; j < 4; j++) {
                    rows[i][j] = random.nextDouble() * 10;
                }
                observed[i] = 1 + random.nextDouble() * 50;
            }
            NonNegativeFit fit = NonNegativeFit.of(rows, observed);
            double least = squares(rows, observed, fit, 0, 0);
            for (int j = 0; j < 4; j++) {
                assertThat(fit.of(j)).isNotNegative();
                assertThat(squares(rows, observed, fit, j, 1e-4))
                        .as("seed " + seed)
                        .isGreaterThanOrEqualTo(least);
                if (fit.of(j) > 1e-4) {
                    assertThat(squares(rows, observed, fit, j, -1e-4))
                            .as("seed " + seed)
                            .isGreaterThanOrEqualTo(least);
                }
            }
        }
    }

    private static double squares(double[][] rows, double[] observed, NonNegativeFit fit, int moved, double by) {
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            double said = rows[i][moved] * by;
            for (int j = 0; j < rows[i].length; j++) {
                said += rows[i][j] * fit.of(j);
            }
            sum += Math.pow(said / observed[i] - 1, 2);
        }
        return sum;
    }

    @Test
    void whatCannotBeFittedIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> NonNegativeFit.of(new double[0][0], new double[0]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NonNegativeFit.of(new double[][] {{1}, {1, 2}}, new double[] {1, 1}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NonNegativeFit.of(new double[][] {{1}}, new double[] {0}));
    }
}
