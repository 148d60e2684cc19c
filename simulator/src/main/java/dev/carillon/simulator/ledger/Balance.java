package dev.carillon.simulator.ledger;

import java.util.List;

/**
 * The ledger's counts at the end of a replay, in messages.
 *
 * @param rows lines of traffic, with those that address nobody
 * @param skipped lines that address nobody
 * @param acked and not failed later
 * @param failed refused for good, or reported as failed after the ack
 * @param delivered at least once
 * @param lost acked, never delivered, and nobody was told
 * @param duplicated deliveries beyond the first
 * @param outOfOrder first deliveries behind a later row of the same sender and recipient
 * @param invented deliveries of what was not sent, to whom it was not sent, changed, or reported as failed
 * @param unsettled neither acked nor failed when the replay gave up waiting
 * @param evidence the first few offenders of each kind, one sentence each
 */
public record Balance(
        long rows,
        long skipped,
        long acked,
        long failed,
        long delivered,
        long lost,
        long duplicated,
        long outOfOrder,
        long invented,
        long unsettled,
        List<String> evidence) {}
