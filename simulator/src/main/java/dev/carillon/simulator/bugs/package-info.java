/**
 * Bugs that are planted on purpose, so that the simulation can show that it finds them: each changes one method of a node, the
 * client library or the replication engine before the class is loaded. What is shipped has no trace of them. Any thread,
 * before anything else runs.
 */
@NullMarked
package dev.carillon.simulator.bugs;

import org.jspecify.annotations.NullMarked;
