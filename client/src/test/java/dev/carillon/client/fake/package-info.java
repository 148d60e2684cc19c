/** A node, a network and a clock in memory: one thread, one seed, the real codec. */
@NullMarked
package dev.carillon.client.fake;

import org.jspecify.annotations.NullMarked;
