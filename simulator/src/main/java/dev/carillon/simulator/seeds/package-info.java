/**
 * {@code sim seeds}: a whole cluster and its clients in one thread on virtual time, from a seed. {@link SeedRun} is one run:
 * chaos, then healing, then everything pending must arrive. Faults come from {@link Chaos}, changes of the ring from
 * {@link RingOperator}; {@link ClusterWatch} looks into the nodes after each pass, {@code promises} at what clients are told.
 * One thread per run. Touches {@code node.simulated} and the client library.
 */
@NullMarked
package dev.carillon.simulator.seeds;

import org.jspecify.annotations.NullMarked;
