package dev.carillon.simulator.demo;

import dev.carillon.simulator.process.NodeStartException;

/** The node that a replay runs against, as far as the replay may hurt it. Used by the replay's thread. */
public interface KillableNode {
    /** Stops it in the middle of whatever it does, until the kill; without effect where the system cannot. */
    void freeze() throws InterruptedException;

    /** Kills it with -9; it is gone when this returns. */
    void kill() throws InterruptedException;

    /** Whether others serve its users while it is gone, so that nobody need wait for {@link #restart}. */
    default boolean othersGoOn() {
        return false;
    }

    /** Starts it again on the same port and data; it serves when this returns. */
    void restart() throws InterruptedException, NodeStartException;

    /** After the last kill: nodes come and go from here on, on a thread of its own. */
    default void changeRing() {}

    /** Whether nodes come and go now: the replay takes its time, so that it happens under load. */
    default boolean isChanging() {
        return false;
    }

    /** Whether it runs; a replay gives up at once if it died on its own. */
    boolean isAlive();
}
