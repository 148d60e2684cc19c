/**
 * What a load run is to do: the scenario file with its problems, units, thresholds and JSON schema, and the scenarios that
 * come with Carillon. Pure: reads text that it is given, touches no network, no clock and no thread. Any thread.
 */
@NullMarked
package dev.carillon.simulator.scenario;

import org.jspecify.annotations.NullMarked;
