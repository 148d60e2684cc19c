/**
 * Harm to a local cluster while load is on it: the cluster itself, and what is done to its nodes, links and disks at set times.
 * Starts and ends child processes; has threads of its own for what lasts.
 */
@NullMarked
package dev.carillon.simulator.chaos;

import org.jspecify.annotations.NullMarked;
