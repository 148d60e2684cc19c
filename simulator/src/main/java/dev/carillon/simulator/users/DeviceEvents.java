package dev.carillon.simulator.users;

import dev.carillon.client.ConnectionState;
import dev.carillon.client.OwnMessage;
import dev.carillon.client.Receipt;
import dev.carillon.client.Skip;

/**
 * Hears all that the client library tells the devices of a run's users, before the library acknowledges it to the node.
 * Called by any thread; what one device is told comes one at a time and in its order.
 */
public interface DeviceEvents {
    /** Hears nothing. */
    DeviceEvents NONE = new DeviceEvents() {};

    /** A node has answered the device, and named the newest sequence of the inbox at that moment. */
    default void online(int user, Device device, long head) {}

    /** @return whether the user reads it on this device, which then says so to the node */
    default boolean message(int user, Device device, Arrival message) {
        return false;
    }

    /** A copy of what another device of the user sent. */
    default void own(int user, Device device, OwnMessage own) {}

    default void receipt(int user, Device device, Receipt receipt) {}

    default void skip(int user, Device device, Skip skip) {}

    /** The client gave up for good, though nobody had closed it. */
    default void ended(int user, Device device, ConnectionState.Closed end) {}
}
