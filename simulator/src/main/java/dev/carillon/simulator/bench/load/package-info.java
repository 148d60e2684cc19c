/**
 * The load client: a lean Netty client straight on the codec, and the workloads that drive it. It shares the machine
 * with the node it measures, so it does as little as it can: state in primitive fields, one flush per connection and
 * turn of an event loop, cumulative acks per read, no allocation per message. Not for applications: it keeps nothing on
 * disk and resends nothing.
 *
 * <p>A connection and everything a workload keeps about it belong to one event loop; a workload's {@code run} method
 * runs on the caller's thread, starts things, waits and reports.
 */
@NullMarked
package dev.carillon.simulator.bench.load;

import org.jspecify.annotations.NullMarked;
