/**
 * From measured loads to costs: least squares without negative costs, and how much of what comes is done together. Pure.
 */
@NullMarked
package dev.carillon.simulator.capacity.fit;

import org.jspecify.annotations.NullMarked;
