/**
 * What happens to the machines, disks and networks of a simulated cluster: kinds of faults, the schedule that a seed decides
 * on, and what they act upon. A fault is drawn once, with everything about it; applying it draws nothing. One thread.
 */
@NullMarked
package dev.carillon.simulator.seeds.faults;

import org.jspecify.annotations.NullMarked;
