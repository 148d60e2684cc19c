package dev.carillon.simulator.diff;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * How many times A's value B's is: the geometric mean over the rounds, and where the true one lies with a confidence of 95 %.
 *
 * @param value B ÷ A
 * @param low of the interval; 0 if there are too few rounds to say
 * @param high of the interval; infinite if there are too few rounds to say
 */
record Ratio(double value, double low, double high) {
    private static final int DRAWS = 20_000;

    /** Left out at each end. */
    private static final double TAIL = 0.025;

    /** Two-sided 97.5 % points of Student's t for 1 to 30 degrees of freedom, and beyond. */
    private static final double[] STUDENT = {
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
        2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042, 1.960
    };

    /**
     * A bootstrap over rounds: drawn with replacement, both sides of a round together. With few rounds that alone is too
     * narrow: of four rounds it can never go beyond the lowest and the highest, between which the truth is in seven cases of
     * eight only. So the interval is never narrower than Student's t over the rounds' logarithms.
     *
     * @param a one value above 0 for each round
     */
    static Ratio of(double[] a, double[] b, long seed) {
        int rounds = a.length;
        double[] logs = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            logs[i] = Math.log(b[i] / a[i]);
        }
        double mean = Arrays.stream(logs).average().orElse(Double.NaN);
        if (rounds < 2 || !Double.isFinite(mean)) {
            return new Ratio(Math.exp(mean), 0, Double.POSITIVE_INFINITY);
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[] means = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (int i = 0; i < rounds; i++) {
                sum += logs[random.nextInt(rounds)];
            }
            means[draw] = sum / rounds;
        }
        Arrays.sort(means);
        int cut = (int) (TAIL * DRAWS);
        double reach = STUDENT[Math.min(rounds - 1, STUDENT.length) - 1] * standardError(logs, mean);
        return new Ratio(
                Math.exp(mean),
                Math.exp(Math.min(means[cut], mean - reach)),
                Math.exp(Math.max(means[DRAWS - 1 - cut], mean + reach)));
    }

    private static double standardError(double[] values, double mean) {
        double squares = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.length - 1) / values.length);
    }

    /** Whether 1 is among what it may be. */
    boolean mayBeOne() {
        return low <= 1 && high >= 1;
    }
}
