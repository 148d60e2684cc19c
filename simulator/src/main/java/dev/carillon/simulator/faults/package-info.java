/**
 * The fault suite: real node processes under traffic, faults one after the other, and the promises checked by their names at
 * the end. {@link dev.carillon.simulator.faults.FaultsCommand} wires clock, processes and network;
 * {@link dev.carillon.simulator.faults.FaultRun} is the story from start to verdict; each kind of fault has a class that is
 * a {@link dev.carillon.simulator.faults.Fault}.
 *
 * <p>Threads: the faults run on the caller's thread, the traffic on one of its own ({@link
 * dev.carillon.simulator.faults.SteadyTraffic}), so does the look at the nodes' counters ({@link
 * dev.carillon.simulator.faults.NodeWatch}).
 */
@NullMarked
package dev.carillon.simulator.faults;

import org.jspecify.annotations.NullMarked;
