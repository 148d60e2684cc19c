/**
 * {@code carillon bench ring}: placement held against virtual nodes, rendezvous hashing and jump hashing, by how even
 * the load is and how much moves. Counts, not times: the same on every machine. Runs on the caller's thread.
 */
@NullMarked
package dev.carillon.ring.bench;

import org.jspecify.annotations.NullMarked;
