/**
 * Links between the nodes of a cluster: {@link dev.carillon.node.peer.PeerServer} answers,
 * {@link dev.carillon.node.peer.PeerLink} calls, over one gRPC stream per ordered pair of nodes and loop of the caller.
 * Frames are opaque here; protocol-spec/PEER.md has what travels. {@link dev.carillon.node.peer.LoopPeers} is what
 * a loop sees of them.
 *
 * <pre>
 *   loop -> PeerLink.send -> OutboundQueue -> OutgoingStream == gRPC ==> IncomingStream -> LoopMailbox -> PeerReceiver
 * </pre>
 *
 * <p>A link promises order and completeness within one connection, and nothing across connections: what is above it (Raft,
 * the relay's sequences) repeats. A full queue refuses; a full mailbox at the other end stops that one stream.
 *
 * <p>Threads: {@link dev.carillon.node.peer.PeerLink#send} and {@code flush} on the link's loop, never blocking; streams on
 * gRPC's event loops; dialling, pings and time limits on the timer that the assembly gives.
 *
 * <p>May touch: gRPC and the generated {@code dev.carillon.peer.v1}, the ports of replication, delivery and cluster,
 * {@code runtime}. Sockets, event loops and TLS engines come through {@link dev.carillon.node.peer.PeerNetwork}.
 */
@NullMarked
package dev.carillon.node.peer;

import org.jspecify.annotations.NullMarked;
