package dev.carillon.simulator.seeds.promises;

/**
 * A promise of the design that a run has seen broken.
 *
 * @param name of the promise, as in the design
 * @param what was seen
 * @param message the text of the message concerned; empty if it is about none
 */
public record BrokenPromise(String name, String what, String message) {
    @Override
    public String toString() {
        return name + ": " + what;
    }
}
