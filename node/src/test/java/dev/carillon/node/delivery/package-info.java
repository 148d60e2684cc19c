/** Partitions alone, without sessions, over a relay that does what it may: lose, repeat, delay. */
@NullMarked
package dev.carillon.node.delivery;

import org.jspecify.annotations.NullMarked;
