/**
 * Makes entries durable and hands them back in one order per partition. Above this port nobody knows how many copies
 * there are or how they agree: {@link dev.carillon.node.replication.PartitionLog} takes a proposal and later calls
 * {@link dev.carillon.node.replication.ReplicaListener}.
 *
 * <p>{@link dev.carillon.node.replication.SingleCopyReplication} keeps one copy in the loop's log: entries are committed in
 * the order of their proposals as soon as the log surely has room for them, and all of a pass become durable in one write
 * and one sync. Until that sync nothing that they caused may leave the loop.
 *
 * <p>Runs on its loop. May touch the storage ports and {@code runtime}; no sockets, no threads.
 */
@NullMarked
package dev.carillon.node.replication;

import org.jspecify.annotations.NullMarked;
