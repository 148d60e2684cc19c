package dev.carillon.simulator.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Holds the made-up day to what the recordings show; the figures are those of the two recordings, with room. */
class SyntheticDayTest {
    private static final Traffic DAY = SyntheticDay.of(1, SyntheticDay.ROWS, SyntheticDay.USERS);

    private static int[] sorted(int size, java.util.function.IntUnaryOperator key, int keys) {
        int[] counts = new int[keys];
        for (int row = 0; row < size; row++) {
            counts[key.applyAsInt(row)]++;
        }
        return Arrays.stream(counts).filter(c -> c > 0).sorted().toArray();
    }

    private static int quantile(int[] sorted, double p) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(p * sorted.length))];
    }

    private static double shareOfTop(int[] sorted, double top) {
        return (double) Arrays.stream(sorted)
                        .skip((long) (sorted.length * (1 - top)))
                        .sum()
                / Arrays.stream(sorted).sum();
    }

    @Test
    void theSameSeedMakesTheSameDay() {
        Traffic again = SyntheticDay.of(1, 5_000, 100);
        Traffic once = SyntheticDay.of(1, 5_000, 100);
        Traffic other = SyntheticDay.of(2, 5_000, 100);

        assertThat(again.describe(4_999)).isEqualTo(once.describe(4_999));
        assertThat(again.text(4_999)).isEqualTo(once.text(4_999));
        assertThat(other.describe(4_999) + Arrays.hashCode(other.text(4_999)))
                .isNotEqualTo(once.describe(4_999) + Arrays.hashCode(once.text(4_999)));
    }

    @Test
    void textsAreAsShortAsRealOnes() {
        int[] lengths = new int[DAY.size()];
        Arrays.setAll(lengths, row -> DAY.text(row).length);
        Arrays.sort(lengths);

        assertThat(quantile(lengths, 0.5)).isBetween(37, 41);
        assertThat(quantile(lengths, 0.9)).isBetween(114, 126);
        assertThat(quantile(lengths, 0.99)).isBetween(255, 287);
        assertThat(lengths[lengths.length - 1]).isBetween(400, 469);
    }

    @Test
    void mostPairsExchangeLittleAndSomeMuch() {
        int[] pairs = sorted(DAY.size(), DAY::pair, DAY.pairs());

        assertThat(quantile(pairs, 0.5)).isBetween(1, 3);
        assertThat(quantile(pairs, 0.9)).isBetween(4, 12);
        assertThat(quantile(pairs, 0.99)).isBetween(15, 45);
        assertThat(pairs[pairs.length - 1]).isGreaterThan(60);
        assertThat(shareOfTop(pairs, 0.1)).isBetween(0.35, 0.6);
    }

    @Test
    void fewPeopleWriteMost() {
        int[] senders = sorted(DAY.size(), DAY::from, DAY.users());

        assertThat(shareOfTop(senders, 0.01)).isBetween(0.08, 0.3);
        assertThat(shareOfTop(senders, 0.1)).isBetween(0.4, 0.7);
    }

    @Test
    void theDayRunsForwardAndIsBusiestInTheEvening() {
        int[] ofHour = new int[30];
        for (int row = 0; row < DAY.size(); row++) {
            assertThat(DAY.unixSeconds(row)).isGreaterThanOrEqualTo(DAY.unixSeconds(Math.max(0, row - 1)));
            ofHour[(int) Math.min(29, (DAY.unixSeconds(row) - 1_780_272_000L) / 3600)]++;
        }
        assertThat(ofHour[20]).isGreaterThan(5 * ofHour[3]);
    }

    @Test
    void messagesComeInBurstsOfTalk() {
        int close = 0;
        long[] lastOfUser = new long[DAY.users()];
        for (int row = 0; row < DAY.size(); row++) {
            if (DAY.unixSeconds(row) - lastOfUser[DAY.from(row)] < 120) {
                close++;
            }
            lastOfUser[DAY.from(row)] = DAY.unixSeconds(row);
            lastOfUser[DAY.to(row)] = DAY.unixSeconds(row);
        }
        assertThat((double) close / DAY.size()).isGreaterThan(0.5);
    }

    @Test
    void someWriteToThemselves() {
        long toSelf = 0;
        for (int row = 0; row < DAY.size(); row++) {
            toSelf += DAY.from(row) == DAY.to(row) ? 1 : 0;
        }
        assertThat(toSelf).isBetween(1L, DAY.size() / 50L);
    }
}
