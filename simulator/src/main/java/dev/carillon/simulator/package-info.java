/** Replay, verdicts, load and benchmarks. */
@NullMarked
package dev.carillon.simulator;

import org.jspecify.annotations.NullMarked;
