package dev.carillon.simulator.traffic;

import java.util.SplittableRandom;

/**
 * Lengths of chat texts in bytes: straight lines between the quantiles of a public help channel's 196,127 lines (median
 * 39, p90 120, p99 271, longest 469). Real texts are small, so what frames and headers cost matters.
 */
final class TextLengths {
    static final int LONGEST = 469;

    private static final double[] QUANTILE = {
        0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1
    };
    private static final int[] BYTES = {1, 2, 3, 7, 14, 22, 30, 39, 49, 63, 83, 120, 163, 271, 422, LONGEST};

    private TextLengths() {}

    static int draw(SplittableRandom random) {
        double u = random.nextDouble();
        int i = 1;
        while (QUANTILE[i] < u) {
            i++;
        }
        double within = (u - QUANTILE[i - 1]) / (QUANTILE[i] - QUANTILE[i - 1]);
        return (int) Math.round(BYTES[i - 1] + within * (BYTES[i] - BYTES[i - 1]));
    }
}
