/**
 * The Java client library. An application sees {@link dev.carillon.client.CarillonClient} and the records around it;
 * what is package-private below is one device's state machine:
 *
 * <pre>
 * CarillonClient   any thread: limits, hand-over to the loop ({@link dev.carillon.client.Handoff})
 *   DeviceSession  the loop: connects, waits, closes; what survives a connection:
 *     DeviceIdentity which device this is, in which history, and its DeviceStore
 *     Outbox         sends without an answer
 *     InboxCursor    what the application has taken over
 *     Deliveries     runs the application's handlers
 *     RetryPolicy    decides what follows an {@link dev.carillon.client.Ending}
 *   Connection     the loop: one connection's phases, and what is written when; dies with its aliases, windows, positions:
 *     Handshake      HELLO out, WELCOME judged ({@link dev.carillon.client.Misfit})
 *     InboundFrames  where each frame goes, and whether it may come now:
 *       SendAnswers    settled, refused, again from here          SendStream     SENDs out, in order, inside the window
 *       InboxArrivals  items on their way to the application      DeliverStream  position, aliases and stamps
 *     AckStream      RECV_ACKs out                                DeliverWindow  what the node may have under way
 *     Keepalive      notices a connection that only looks alive
 * </pre>
 *
 * <p>Everything but the two classes named for any thread runs on the client's loop and is not synchronised. This package may touch
 * {@code protocol}, {@code client.runtime} and {@code client.store}; no sockets, clocks or threads of its own.
 */
@NullMarked
package dev.carillon.client;

import org.jspecify.annotations.NullMarked;
