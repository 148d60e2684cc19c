package dev.carillon.simulator.demo;

import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.traffic.Traffic;

/** Makes the clients of a demonstration. */
@FunctionalInterface
interface LinksFactory {
    /**
     * @param port of the node, on loopback
     * @param inbound gets every message that a client is handed
     * @param failures hears of acked messages that cannot be delivered
     */
    UserLinks connect(Traffic traffic, int port, Deliveries inbound, Failures failures);

    /** Takes failed receipts. Called by any thread. */
    @FunctionalInterface
    interface Failures {
        /** @param nth which of the user's sends, from 1 */
        void failed(int user, long nth, String recipient, String reason);
    }
}
