/**
 * Replays recordings through real clients, at the recording's pace or faster, so that nobody writes before having seen what
 * they had seen. A {@link dev.carillon.simulator.replay.Script} is what is to happen, a
 * {@link dev.carillon.simulator.replay.Player} lets it happen on one thread; client callbacks come from the client
 * library's threads and are handed over through a queue.
 */
@NullMarked
package dev.carillon.simulator.replay;

import org.jspecify.annotations.NullMarked;
