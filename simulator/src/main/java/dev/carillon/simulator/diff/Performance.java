package dev.carillon.simulator.diff;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How one measure compares.
 *
 * @param a median of A's runs
 * @param b median of B's
 */
record Performance(Measure measure, double a, double b, Ratio ratio) {
    static List<Performance> of(List<Alternation.Round> rounds, long seed) {
        return Arrays.stream(Measure.values())
                .map(measure -> of(measure, rounds, seed))
                .toList();
    }

    private static Performance of(Measure measure, List<Alternation.Round> rounds, long seed) {
        double[] a = values(rounds, round -> measure.of(round.a()));
        double[] b = values(rounds, round -> measure.of(round.b()));
        return new Performance(measure, median(a), median(b), Ratio.of(a, b, seed));
    }

    private static double[] values(List<Alternation.Round> rounds, Function<Alternation.Round, Double> value) {
        return rounds.stream().mapToDouble(value::apply).toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** Whether B is surely worse. */
    boolean isWorse() {
        return !ratio.mayBeOne() && (measure.moreIsBetter() ? ratio.value() < 1 : ratio.value() > 1);
    }

    /** What to think of it. */
    String words() {
        if (!Double.isFinite(ratio.value())) {
            return "not measured";
        }
        return ratio.mayBeOne() ? "no difference seen at this precision" : isWorse() ? "B is worse" : "B is better";
    }
}
