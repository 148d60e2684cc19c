/**
 * Clients of a simulated cluster: the client library over a network on virtual time. Applications are killed and started
 * again with what they had stored; connections break at one end or at both. Runs in the simulation's one thread.
 */
@NullMarked
package dev.carillon.simulator.seeds.devices;

import org.jspecify.annotations.NullMarked;
