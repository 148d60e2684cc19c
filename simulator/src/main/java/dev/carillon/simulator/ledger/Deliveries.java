package dev.carillon.simulator.ledger;

/** Takes what the client library hands to an application. Called by any thread, one message of a recipient at a time. */
@FunctionalInterface
public interface Deliveries {
    /**
     * @param recipient whose client got the message
     * @param sender as the client library names it
     * @param payload the whole of it; the callee keeps no reference
     */
    void delivered(String recipient, String sender, byte[] payload);
}
