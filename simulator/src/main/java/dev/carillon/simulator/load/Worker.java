package dev.carillon.simulator.load;

import java.util.function.Consumer;

/** A generator, here or in a process of its own, as the run sees it. */
interface Worker extends AutoCloseable {
    /** @return whether everybody who is to be there at the beginning is */
    boolean enrol(long withinMs) throws InterruptedException, LoadException;

    /**
     * Puts the load on, and waits for the end.
     *
     * @param ticks told every second what happened in it
     * @throws LoadException if the generator broke
     */
    Account run(Consumer<Tick> ticks) throws InterruptedException, LoadException;

    @Override
    void close();
}
