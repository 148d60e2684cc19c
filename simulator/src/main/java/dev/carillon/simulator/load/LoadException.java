package dev.carillon.simulator.load;

/** The load could not be put on, or not to its end; the message is for people. */
public final class LoadException extends Exception {
    private static final long serialVersionUID = 1;

    public LoadException(String message) {
        super(message);
    }
}
