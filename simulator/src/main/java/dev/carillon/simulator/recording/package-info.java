/**
 * Recordings of real traffic: what is noted of it ({@link dev.carillon.simulator.recording.Event}), the file that it is
 * kept in (RECORDING.md), and the commands that look at such a file. A writer and a reader are each for one thread. No
 * network; files and clocks come through constructors.
 */
@NullMarked
package dev.carillon.simulator.recording;

import org.jspecify.annotations.NullMarked;
