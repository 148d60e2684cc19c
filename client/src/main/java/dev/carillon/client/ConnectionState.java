package dev.carillon.client;

import dev.carillon.client.runtime.ServerAddress;

/**
 * Where a client stands. It goes {@code Connecting → Online → Offline → Connecting …} by itself and ends in
 * {@code Closed}.
 */
public sealed interface ConnectionState {
    /** Trying; {@code attempt} counts from 1 since it was last online. */
    record Connecting(ServerAddress address, int attempt) implements ConnectionState {}

    /**
     * The node has answered.
     *
     * @param enrolled whether this device is new to the node
     * @param head the newest inbox sequence at that moment: what is below it and not here yet is coming
     */
    record Online(ServerAddress address, boolean enrolled, long head) implements ConnectionState {}

    /** The connection is gone; the next attempt comes in {@code retryInMs}. Sends are kept and will be made. */
    record Offline(String reason, long retryInMs) implements ConnectionState {}

    /** For good: closed by the application, or by something that trying again cannot mend. */
    record Closed(String reason) implements ConnectionState {}
}
