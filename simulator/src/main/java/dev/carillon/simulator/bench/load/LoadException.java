package dev.carillon.simulator.bench.load;

/** A workload could not be run to its end; the message says what did not happen. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LoadException(String message) {
        super(message);
    }
}
