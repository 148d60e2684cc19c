/**
 * Makes entries durable and hands them back in one order per partition. Above this port nobody knows how many copies
 * there are or how they agree: {@link dev.carillon.node.replication.PartitionLog} takes a proposal and later calls
 * {@link dev.carillon.node.replication.CommitListener}.
 *
 * <p>{@link dev.carillon.node.replication.SingleCopyReplication} keeps one copy in the loop's log: every partition's entry
 * of a pass becomes durable in one write and one sync, then all are committed in the order of their proposals.
 *
 * <p>Runs on its loop. May touch the storage ports and {@code runtime}; no sockets, no threads.
 */
@NullMarked
package dev.carillon.node.replication;

import org.jspecify.annotations.NullMarked;
