/**
 * Planning past this machine: what messages and sessions cost, measured here, carried over to as many nodes as a number
 * of users needs. The model is pure; only the commands read and write files.
 */
@NullMarked
package dev.carillon.simulator.capacity;

import org.jspecify.annotations.NullMarked;
