/** Where users live: hashing, partitions, placement. Pure functions; no I/O, no threads, no clock. */
@NullMarked
package dev.carillon.ring;

import org.jspecify.annotations.NullMarked;
