package dev.carillon.client;

import dev.carillon.client.runtime.ServerAddress;
import dev.carillon.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

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
     * @param history what sequences count in, from 1; an application that keeps the cursor itself keeps it beside it
     */
    record Online(ServerAddress address, boolean enrolled, long head, long history) implements ConnectionState {}

    /** The connection is gone; the next attempt comes in {@code retryInMs}. Sends are kept and will be made. */
    record Offline(String reason, long retryInMs) implements ConnectionState {}

    /**
     * For good: closed by the application, or by something that trying again cannot mend.
     *
     * @param code the error that it was; null if it was none of the protocol's. {@code SEQ_AHEAD} means that the node
     *     has lost, or may have lost, what this device has: nothing goes on before somebody has looked into it, and
     *     {@link CarillonClientBuilder#startAsNewDevice} is the way on
     */
    record Closed(String reason, @Nullable ErrorCode code) implements ConnectionState {}
}
