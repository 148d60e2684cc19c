package dev.carillon.simulator.seeds.faults;

/**
 * Something bad that happens to a cluster, with all that was left to chance decided: where, how long, how much. Applying it
 * draws nothing, so that a run without one of its faults has all the others as they were. Immutable.
 */
public interface Fault {
    /** Does it, now. One that makes no sense at this moment, as a crash of a node that is down, does nothing. */
    void apply(FaultScene scene);

    /** What it does, for people: {@code power cut of node 3, back after 700 ms}. */
    String describe();
}
