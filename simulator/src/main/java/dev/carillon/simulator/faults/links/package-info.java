/**
 * The network between the nodes of a fault run: a proxy in the suite's own process that every byte from node to node goes
 * through, and that can hold bytes back or delay them, each direction by itself.
 */
@NullMarked
package dev.carillon.simulator.faults.links;

import org.jspecify.annotations.NullMarked;
