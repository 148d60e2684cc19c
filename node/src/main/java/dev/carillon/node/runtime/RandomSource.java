package dev.carillon.node.runtime;

/** Chance, given through constructors so that a run can be repeated from a seed. Used on one loop. */
@FunctionalInterface
public interface RandomSource {
    long nextLong();

    /** A number from 0 to {@code bound - 1}; {@code bound} is at least 1. */
    default int nextInt(int bound) {
        return (int) ((nextLong() >>> 1) % bound);
    }
}
