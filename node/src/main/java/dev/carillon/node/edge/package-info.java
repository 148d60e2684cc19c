/**
 * The edge: one adapter per transport (TCP in this version), the connection, its outbound bytes. Knows framing and
 * tokens, nothing of sessions beyond the ports of {@code dev.carillon.node.session}.
 *
 * <p>Threads: {@link dev.carillon.node.edge.EdgeLoop}, {@link dev.carillon.node.edge.ClientConnection} and what they own
 * run on one event loop each; {@link dev.carillon.node.edge.EventLoopLink} on one partition loop;
 * {@link dev.carillon.node.edge.EdgeServer} on any thread. Bytes cross only through bounded rings.
 *
 * <p>May touch: Netty, protocol, session. Never storage, delivery or the system clock.
 *
 * <pre>
 *   socket -> ClientConnection -> InboundFrames -> SessionMailbox        (up, whole frames in batches)
 *   ClientLink = EventLoopLink -> ring -> EdgeLoop.drain -> ClientConnection -> socket   (down, one flush per drain)
 * </pre>
 */
@NullMarked
package dev.carillon.node.edge;

import org.jspecify.annotations.NullMarked;
