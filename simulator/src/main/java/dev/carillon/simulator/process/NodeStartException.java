package dev.carillon.simulator.process;

/** A node's process did not come up; the message is for people. */
public final class NodeStartException extends Exception {
    public NodeStartException(String message) {
        super(message);
    }
}
