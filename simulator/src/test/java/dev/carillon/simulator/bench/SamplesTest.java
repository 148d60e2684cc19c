package dev.carillon.simulator.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Quantiles are samples that there were. */
class SamplesTest {
    private static final long MS = 1_000_000;

    @Test
    void aQuantileIsTheSmallestSampleThatIsAtLeastAsLargeAsThatShare() {
        Samples samples = new Samples();
        for (int i = 100; i >= 1; i--) {
            samples.add(i * MS);
        }
        assertThat(samples.quantileMs(0.5)).isEqualTo(50);
        assertThat(samples.quantileMs(0.99)).isEqualTo(99);
        assertThat(samples.quantileMs(1)).isEqualTo(100);
        assertThat(samples.count()).isEqualTo(100);
    }

    @Test
    void ofOneItIsThatAndOfNoneZero() {
        Samples one = new Samples();
        one.addAll(new long[] {7 * MS});
        assertThat(one.quantileMs(0.5)).isEqualTo(7);
        assertThat(new Samples().quantileMs(0.99)).isZero();
    }
}
