package dev.carillon.simulator.ledger;

/** Hears how long after its send each message came for the first time. Called under the ledger's lock. */
@FunctionalInterface
public interface DeliveryTimes {
    void delivered(int row, long nanos);
}
