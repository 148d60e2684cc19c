/**
 * The promises that {@link dev.carillon.simulator.ledger.Ledger} does not keep books of, because they speak of more than
 * messages that arrive: receipts, copies for a user's other devices, the numbering of an inbox. Each has a check, which hears
 * all that devices are told and nothing else; {@link dev.carillon.simulator.promises.PromiseBook} hands it on to them, and
 * {@link dev.carillon.simulator.promises.Lie} shows that each can fail.
 *
 * <p>Any thread; the book has one lock, held for one event. No network, no files, no clock.
 */
@NullMarked
package dev.carillon.simulator.promises;

import org.jspecify.annotations.NullMarked;
