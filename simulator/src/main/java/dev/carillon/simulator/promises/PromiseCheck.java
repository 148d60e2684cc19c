package dev.carillon.simulator.promises;

import dev.carillon.simulator.users.DeviceEvents;

/**
 * One promise: hears what is sent and what devices are told, and finds what speaks against it. Confined to the book's lock.
 */
interface PromiseCheck extends DeviceEvents {
    /** The row is about to be handed to its sender's writing device. */
    default void sent(int row) {}

    default void acked(int row) {}

    /** Nothing will come of the row: refused. */
    default void refused(int row) {}

    /** What is still to come before the promise can be judged, in items; 0 where nothing is. */
    default int owed() {
        return 0;
    }

    /**
     * @param settled whether all that was to come had time to come
     * @return what was seen, to be asked for once, at the end
     */
    Seen conclude(boolean settled);
}
