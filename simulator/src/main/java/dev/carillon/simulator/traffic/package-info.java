/**
 * Conversations to replay: who wrote to whom, when, and what. A {@link dev.carillon.simulator.traffic.Traffic} is an
 * immutable list of rows, read from a recording ({@link dev.carillon.simulator.traffic.TrafficFile}) or made up with
 * the statistics of one ({@link dev.carillon.simulator.traffic.SyntheticDay}).
 *
 * <p>Owns the formats and their limits. No threads, no clock, no network; files are read by {@code TrafficFile} only.
 */
@NullMarked
package dev.carillon.simulator.traffic;

import org.jspecify.annotations.NullMarked;
