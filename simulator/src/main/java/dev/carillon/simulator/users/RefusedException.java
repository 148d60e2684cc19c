package dev.carillon.simulator.users;

/** The node refused a message for good, and said why: the one honest way not to deliver it. */
public final class RefusedException extends Exception {
    public RefusedException(String reason) {
        super(reason);
    }
}
