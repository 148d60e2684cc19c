/**
 * What was sent, acked and delivered, counted outside the client library, so that the library cannot hide its own
 * mistakes: every payload carries an identity ({@link dev.carillon.simulator.ledger.PayloadIdentity}) that no sequence
 * of the protocol has a part in, the {@link dev.carillon.simulator.ledger.Ledger} keeps one account per row, and the
 * {@link dev.carillon.simulator.ledger.Verdict} is drawn from it at the end.
 * {@link dev.carillon.simulator.ledger.Sabotage} shows that the verdict can turn red.
 *
 * <p>Any thread may report to the ledger. No network, no files; the clock comes through the constructor.
 */
@NullMarked
package dev.carillon.simulator.ledger;

import org.jspecify.annotations.NullMarked;
