/**
 * Nodes as processes of their own, to be killed with -9 like in real life. A child never outlives its parent unless it
 * is let go by name: it watches its standard input ({@link dev.carillon.simulator.process.ChildMain}), which the
 * operating system closes when the parent dies, however it dies.
 *
 * <p>Owns the children and their files; touches the file system and the process table, and only processes it started.
 */
@NullMarked
package dev.carillon.simulator.process;

import org.jspecify.annotations.NullMarked;
