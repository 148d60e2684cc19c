package dev.carillon.simulator.bench;

/** The benchmark cannot be run like this; the message is for people. */
final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }
}
