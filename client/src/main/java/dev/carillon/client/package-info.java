/**
 * The Java client library. An application sees {@link dev.carillon.client.CarillonClient} and the records around it;
 * what is package-private below is one device's state machine:
 *
 * <pre>
 * CarillonClient   any thread: limits, hand-over to the loop ({@link dev.carillon.client.Handoff})
 *   DeviceSession  the loop: connects, waits, tries again, closes; what survives a connection:
 *     Outbox         sends without an answer, kept in the DeviceStore
 *     InboxCursor    what the application has taken over
 *     Deliveries     runs the application's handlers
 *   Connection     the loop: one connection's life; dies with its aliases, windows and positions:
 *     SendStream     SENDs out, in order, inside the window
 *     DeliverStream  inbox items in, aliases resolved
 * </pre>
 *
 * <p>Everything but the two classes named for any thread runs on the client's loop and is not synchronised. This package may touch
 * {@code protocol}, {@code client.runtime} and {@code client.store}; no sockets, clocks or threads of its own.
 */
@NullMarked
package dev.carillon.client;

import org.jspecify.annotations.NullMarked;
