/** Tests of what happens to simulated machines. */
@NullMarked
package dev.carillon.simulator.seeds.faults;

import org.jspecify.annotations.NullMarked;
