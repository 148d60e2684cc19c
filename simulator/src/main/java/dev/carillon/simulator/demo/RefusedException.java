package dev.carillon.simulator.demo;

/** The node refused a message for good, and said why: the one honest way not to deliver it. */
final class RefusedException extends Exception {
    RefusedException(String reason) {
        super(reason);
    }
}
