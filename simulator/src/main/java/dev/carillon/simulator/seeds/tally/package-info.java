/** How often each thing that runs exist for really happened. One thread, but for the names. */
@NullMarked
package dev.carillon.simulator.seeds.tally;

import org.jspecify.annotations.NullMarked;
