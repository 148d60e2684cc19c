/**
 * Groups of fixed members that agree by Raft, on MicroRaft 0.7. {@link dev.carillon.node.replication.raft.RaftLoop} runs
 * all groups of a loop with one synced write per pass; {@link dev.carillon.node.replication.raft.Replica} is this node's
 * copy of one group, {@link dev.carillon.node.replication.raft.RaftTransport} the way to other nodes.
 * {@link dev.carillon.node.replication.raft.RaftReplication} is what the loop above sees of it.
 *
 * <p>A pass: the engine's tasks run, and the store only appends to the loop's batch; requests to append are sent; one sync;
 * the engine's flushes, which find nothing to write; everything else is sent. So a response, a vote or an ack never leaves
 * before what it promises is on disk.
 *
 * <p>The engine is used around its defects. Members never change ({@code RaftGroup}). Whatever it logs as an error, and
 * whatever is thrown above or below it, stops a replica, which is made anew from its records ({@code Replica},
 * {@code GroupLog}). A restart begins at the marker before the last one, and requests that tie in at a snapshot are
 * replaced ({@code ResyncFilter}); a follower that still gets nowhere is made anew ({@code ReplicaWatch}). A snapshot is a
 * marker; state is fetched outside of the engine before the engine hears of it. Reads ask a majority, never a lease.
 *
 * <p>Runs on its loop. May touch the storage ports, {@code runtime} and MicroRaft; no sockets, no threads. Random numbers
 * and time are given to it.
 */
@NullMarked
package dev.carillon.node.replication.raft;

import org.jspecify.annotations.NullMarked;
