package dev.carillon.simulator.bench;

import java.util.List;
import java.util.Map;

/** The node that is being measured. One thread. */
interface NodeUnderTest extends AutoCloseable {
    String host();

    int port();

    /** Its process, 0 if unknown. */
    long pid();

    /** All processes, when it is a cluster; none if unknown. */
    default List<Long> pids() {
        return pid() == 0 ? List.of() : List.of(pid());
    }

    /** What all nodes have counted, by names as at {@code /metrics}; nothing if they cannot be asked. */
    default Map<String, Long> counters() {
        return Map.of();
    }

    /** What an ack of it means, in words. */
    String durability();

    /** Starts it again after a kill -9, over the same data. */
    void restart() throws InterruptedException;

    /** Ends it, if it was started for the measurement, and removes its data. */
    @Override
    void close();
}
