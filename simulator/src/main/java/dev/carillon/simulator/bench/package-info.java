/**
 * {@code carillon bench}: measures one node on this machine in the shapes in which other servers were measured, and
 * prints rows that can be laid beside theirs. This package owns the commands, the node processes they start, and how
 * figures are printed; {@link dev.carillon.simulator.bench.load} owns the load itself. Commands run on the main thread.
 */
@NullMarked
package dev.carillon.simulator.bench;

import org.jspecify.annotations.NullMarked;
