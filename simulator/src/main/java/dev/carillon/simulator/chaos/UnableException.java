package dev.carillon.simulator.chaos;

/** A fault did not happen as it was meant to; the message is for people. */
final class UnableException extends Exception {
    private static final long serialVersionUID = 1;

    UnableException(String message) {
        super(message);
    }
}
