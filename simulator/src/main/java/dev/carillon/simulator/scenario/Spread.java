package dev.carillon.simulator.scenario;

import java.util.random.RandomGenerator;

/**
 * How a time is drawn.
 *
 * @param ns the time itself, the mean of an exponential one, the median of a lognormal one
 * @param sigma of a lognormal one; 0 otherwise
 */
public record Spread(Kind kind, long ns, double sigma) {
    /** The shapes. */
    public enum Kind {
        CONSTANT("constant"),
        EXPONENTIAL("exponential"),
        LOGNORMAL("lognormal");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** One time, in ns. */
    public long draw(RandomGenerator random) {
        return switch (kind) {
            case CONSTANT -> ns;
            case EXPONENTIAL -> exponential(random, ns);
            case LOGNORMAL -> (long) (ns * Math.exp(sigma * random.nextGaussian()));
        };
    }

    /** A time with this mean whose length says nothing of what is left of it. */
    public static long exponential(RandomGenerator random, double meanNs) {
        return (long) (-meanNs * Math.log(1 - random.nextDouble()));
    }
}
