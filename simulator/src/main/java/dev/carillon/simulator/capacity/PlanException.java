package dev.carillon.simulator.capacity;

/** Something that was asked for makes no sense; its message is a sentence for people. */
public final class PlanException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PlanException(String message) {
        super(message);
    }
}
