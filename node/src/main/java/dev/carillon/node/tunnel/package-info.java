/**
 * Clients that are served where they are: the node that a client is connected to carries its frames to the node that owns
 * its user, over the links between nodes, and the owner's back (PROTOCOL.md, section 6.4; PEER.md, "Tunnels").
 *
 * <pre>
 *   client == edge -> loop -> TunnelEntrances == link ==> TunnelExits -> session         at the owner
 *   client == edge <- loop <- TunnelEntrances <== link == TunnelExits <- session
 * </pre>
 *
 * <p>So are clients whose session has gone to another node with its partition, until it is their turn to follow.
 *
 * <p>Both ends of a tunnel belong to the loop of the user's partition, each at its own node. A tunnel carries bytes in
 * order or ends: each frame says where in its direction's bytes it belongs, and what was sent must be confirmed in time.
 * So it needs nothing of the links but that they reorder nothing, and survives nothing that it would have to mend: whoever
 * sends through it acks end to end, and begins anew.
 *
 * <p>Threads: everything runs on one loop. May touch: {@code cluster}'s ports to other nodes and the owners, the counters
 * of {@code delivery}. Knows neither sessions nor sockets; whoever has them implements
 * {@link dev.carillon.node.tunnel.TunnelEntrances.Clients} and {@link dev.carillon.node.tunnel.TunnelExits.Sessions}.
 */
@NullMarked
package dev.carillon.node.tunnel;

import org.jspecify.annotations.NullMarked;
