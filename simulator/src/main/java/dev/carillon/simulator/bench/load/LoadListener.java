package dev.carillon.simulator.bench.load;

/** What a workload hears from a {@link LoadConnection}, always on the connection's event loop. */
interface LoadListener {
    /** The node has answered WELCOME. */
    default void onReady(LoadConnection connection) {}

    /**
     * The node has stored a message.
     *
     * @param sentNs when it was sent
     * @param nowNs when the ack was read
     */
    default void onAck(LoadConnection connection, long sentNs, long nowNs) {}

    /** A message arrived; {@code sentNs} and {@code number} are what its sender put into it. */
    default void onMessage(LoadConnection connection, long sentNs, long number, long nowNs) {}

    /** All bytes that were there have been read and reported: the moment to send what may be sent now. */
    default void onReadEnd(LoadConnection connection, long nowNs) {}

    default void onClosed(LoadConnection connection) {}
}
