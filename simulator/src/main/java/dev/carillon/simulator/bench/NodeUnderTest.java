package dev.carillon.simulator.bench;

/** The node that is being measured. One thread. */
interface NodeUnderTest extends AutoCloseable {
    String host();

    int port();

    /** Its process, 0 if unknown. */
    long pid();

    /** What an ack of it means, in words. */
    String durability();

    /** Starts it again after a kill -9, over the same data. */
    void restart() throws InterruptedException;

    /** Ends it, if it was started for the measurement, and removes its data. */
    @Override
    void close();
}
