/**
 * What was promised to simulated clients and what they were told, and the promises of the design by their names. Knows the
 * client library's values and nothing of nodes. Runs in the simulation's one thread.
 */
@NullMarked
package dev.carillon.simulator.seeds.promises;

import org.jspecify.annotations.NullMarked;
