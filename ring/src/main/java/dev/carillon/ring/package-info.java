/**
 * Where users live: {@link dev.carillon.ring.UserHash} places a user ID on a ring of 2^64 points,
 * {@link dev.carillon.ring.Partitions} cuts the ring into equal arcs. Pure functions; no I/O, no threads, no clock.
 */
@NullMarked
package dev.carillon.ring;

import org.jspecify.annotations.NullMarked;
