/**
 * Records what goes between clients and nodes from a proxy in front of them. Each connection belongs to one event loop,
 * which passes bytes on and notes what they mean; the notes go through a bounded queue to one thread that writes the file.
 * Traffic never waits for the recording: what does not fit into the queue is counted, and the file says so.
 */
@NullMarked
package dev.carillon.simulator.recording.proxy;

import org.jspecify.annotations.NullMarked;
