/**
 * Compares two builds or two configurations: the same recording is replayed against either in turn, again and again, and
 * what differs is told with how sure that is. One thread; each run has nodes, and a data folder, of its own.
 */
@NullMarked
package dev.carillon.simulator.diff;

import org.jspecify.annotations.NullMarked;
