/** A cluster of node processes on this machine that outlives the command which started it. */
@NullMarked
package dev.carillon.simulator.cluster;

import org.jspecify.annotations.NullMarked;
