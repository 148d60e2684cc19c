package dev.carillon.node.session;

import dev.carillon.node.delivery.OutboxPin;

/**
 * How a replica is.
 *
 * @param applied the last entry that its state contains
 * @param logBytes that a restart would read again
 * @param overlayBytes changes that the state engine does not have yet
 * @param outbox messages and receipts that wait for other partitions; 0 unless it leads
 * @param following whether this node is to hold it, and only hears of it from those who do
 * @param pin of a backup, as of the last entry
 */
public record ReplicaReport(
        int partition,
        boolean leads,
        long generation,
        long applied,
        long logBytes,
        long overlayBytes,
        long outbox,
        boolean following,
        OutboxPin pin) {}
