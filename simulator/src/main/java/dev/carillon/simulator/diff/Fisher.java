package dev.carillon.simulator.diff;

/** Fisher's exact test of two by two counts: how often chance alone divides them so unevenly. Stateless. */
final class Fisher {
    private Fisher() {}

    /**
     * @param a how many of {@code ofA} runs of A have something
     * @param b how many of {@code ofB} runs of B have it
     * @return two-sided probability
     */
    static double probability(int a, int ofA, int b, int ofB) {
        int with = a + b;
        double seen = chance(a, ofA, ofB, with);
        double sum = 0;
        for (int i = Math.max(0, with - ofB); i <= Math.min(ofA, with); i++) {
            double each = chance(i, ofA, ofB, with);
            if (each <= seen * (1 + 1e-9)) {
                sum += each;
            }
        }
        return Math.min(1, sum);
    }

    private static double chance(int a, int ofA, int ofB, int with) {
        return Math.exp(choose(ofA, a) + choose(ofB, with - a) - choose(ofA + ofB, with));
    }

    private static double choose(int n, int k) {
        double log = 0;
        for (int i = 1; i <= k; i++) {
            log += Math.log((n - k + i) / (double) i);
        }
        return log;
    }
}
