/**
 * The node as it is, over a disk and a network that the suite can make fail. These classes run in the node's process; the
 * suite reaches them through files, which outlive a kill.
 */
@NullMarked
package dev.carillon.simulator.faults.node;

import org.jspecify.annotations.NullMarked;
