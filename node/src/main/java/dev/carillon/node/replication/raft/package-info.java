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
 * <h2>Rules of the engine</h2>
 *
 * What must hold, where it is seen to, and the test that fails without it.
 *
 * <table>
 *   <caption>Rules</caption>
 *   <tr><th>rule<th>seen to by<th>held by
 *   <tr><td>1 members never change<td>{@code RaftGroup}, {@code Memberships}: there is no way to<td>{@code IdentityTest}
 *   <tr><td>2 whatever is swallowed or thrown stops the replica<td>{@code RaftLoop.run}, {@code EngineStateMachine},
 *       {@code Outbox}, {@code GroupStore}<td>{@code RemediesTest}
 *   <tr><td>3 a follower that cannot resync is made anew<td>{@code GroupLog.marker} and {@code base}, {@code ResyncFilter},
 *       {@code ReplicaWatch}<td>{@code RemediesTest}, {@code GroupLogTest}
 *   <tr><td>4 stale pre-votes; terms of refused ones<td>{@code Replica.endStalePreVote}, {@code handle}
 *       <td>{@code RemediesTest}
 *   <tr><td>5 a cap on what is in flight, and an engine log above it<td>{@code Proposals}, {@code RaftOptions.engine}
 *       <td>{@code RemediesTest}
 *   <tr><td>6 reads ask a majority<td>{@code Replica.confirmLeadership}<td>{@code RemediesTest}
 *   <tr><td>7 a snapshot is a marker, the state comes first<td>{@code Replica.handle}, {@code Memberships.snapshot}
 *       <td>{@code RemediesTest}
 *   <tr><td>8 a wiped member never returns<td>{@code RaftLoop.open} and {@code claim}, {@code Memberships.check}
 *       <td>{@code IdentityTest}
 *   <tr><td>9 what was proposed comes back or is heard<td>{@code Proposals}<td>{@code ProposalsTest},
 *       {@code RemediesTest}
 *   <tr><td>10 fail-over below the engine's heartbeats<td>{@code Replica.nodeDown}, {@code ReplicaClock}
 *       <td>{@code RemediesTest}, {@code FailOverTest}
 *   <tr><td>who comes back is asked at once; the engine waits longer each time, up to two seconds<td>{@code Presence},
 *       {@code EngineView.askNow}<td>{@code PresenceTest}
 *   <tr><td>11 snapshots by bytes; so much is kept for who is away<td>{@code Replica.afterTask}, {@code GroupLog}
 *       <td>{@code RemediesTest}
 *   <tr><td>12 no target; entries do not change<td>{@code Outbox}, {@code RaftEntry}<td>{@code RemediesTest}
 *   <tr><td>13 leaders are spread again<td>{@code LeaderBalance}, {@code LeaderHandOver}
 *       <td>{@code HandingOverTest}
 *   <tr><td>14 mass starts are staggered<td>{@code RaftLoop.startDelayNs}<td>{@code RemediesTest}
 *   <tr><td>what promises waits for the disk; a failed sync is the last one; a full log promises and takes nothing
 *       <td>{@code RaftLoop}, {@code Outbox}<td>{@code RemediesTest}, {@code FullLogTest}
 * </table>
 *
 * <p>Runs on its loop. May touch the storage ports, {@code runtime} and MicroRaft; no sockets, no threads. Random numbers
 * and time are given to it.
 */
@NullMarked
package dev.carillon.node.replication.raft;

import org.jspecify.annotations.NullMarked;
