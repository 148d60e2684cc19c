/**
 * The in-memory state engine, for tests and the simulator. It keeps what is written apart from what is flushed, so that
 * a simulated crash loses exactly what a real one may. May touch the ports of {@code storage}, {@code
 * storage.copy} and Agrona.
 */
@NullMarked
package dev.carillon.storage.memory;

import org.jspecify.annotations.NullMarked;
