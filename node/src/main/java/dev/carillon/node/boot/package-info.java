/**
 * Main, assembly and the data folder: the only place that names RocksDB, the system clock, threads and the environment,
 * and that may touch everything.
 *
 * <p>Commands run on the main thread; {@link dev.carillon.node.boot.Node} says which threads it starts. HTTP for
 * operators runs on an event loop of its own, so that a scrape never delays a client.
 */
@NullMarked
package dev.carillon.node.boot;

import org.jspecify.annotations.NullMarked;
