/**
 * Nodes of a cluster on virtual time, in one thread: what tests and the simulator run in the place of {@code boot}. Everything
 * but sockets, threads, clock, disks and RocksDB is what runs in production. Beside {@code boot} at the top: it may touch
 * everything below, and nothing in this module may touch it.
 */
@org.jspecify.annotations.NullMarked
package dev.carillon.node.simulated;
