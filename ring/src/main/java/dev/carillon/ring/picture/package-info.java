/**
 * Pictures of a partition map: who owns what and what is not well, as text for a terminal and as a self-contained SVG.
 * Pure functions from a map and the health of its nodes to a string; any thread.
 */
@NullMarked
package dev.carillon.ring.picture;

import org.jspecify.annotations.NullMarked;
