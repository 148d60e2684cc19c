/**
 * What everything on a loop stands on: the {@link dev.carillon.node.runtime.Loop} that runs pass by pass, its bounded
 * {@link dev.carillon.node.runtime.LoopMailbox}, and time ({@link dev.carillon.node.runtime.Clock}).
 *
 * <p>Knows nothing of messages, users or disks. Threads and the system clock are given to it, so a simulator can run
 * any number of loops in one thread and virtual time.
 */
@NullMarked
package dev.carillon.node.runtime;

import org.jspecify.annotations.NullMarked;
