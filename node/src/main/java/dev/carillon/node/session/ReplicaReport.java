package dev.carillon.node.session;

/**
 * How a replica is.
 *
 * @param applied the last entry that its state contains
 * @param logBytes that a restart would read again
 * @param overlayBytes changes that the state engine does not have yet
 * @param outbox messages and receipts that wait for other partitions; 0 unless it leads
 * @param following whether this node is to hold it, and only hears of it from those who do
 * @param pin the backup that outboxes are kept for, as of the last entry; 0 for none
 * @param pinSinceMs by the partition's stamps, as is {@code pinUntilMs}
 * @param logEnd the last entry that its log has, committed or not
 * @param logTerm the term in which that was proposed
 * @param sealed whether it has heard that its generation is over, and is about to go on to the next one
 * @param history that its sequences count in
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
        long pin,
        long pinSinceMs,
        long pinUntilMs,
        long logEnd,
        int logTerm,
        boolean sealed,
        long history) {}
