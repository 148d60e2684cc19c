package dev.carillon.simulator.users;

import dev.carillon.simulator.ledger.Deliveries;
import dev.carillon.simulator.traffic.Traffic;
import java.util.List;

/** Makes the clients of a demonstration. */
@FunctionalInterface
public interface LinksFactory {
    /**
     * @param ports of the nodes, on loopback
     * @param inbound gets every message that a client is handed
     * @param failures hears of acked messages that cannot be delivered
     */
    UserLinks connect(Traffic traffic, List<Integer> ports, Deliveries inbound, Failures failures);

    /** Takes failed receipts. Called by any thread. */
    @FunctionalInterface
    interface Failures {
        /** @param nth which of the user's sends, from 1 */
        void failed(int user, long nth, String recipient, String reason);
    }
}
