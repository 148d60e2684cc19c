/**
 * Records what goes between clients and nodes: what nodes themselves tell of it, or what a proxy in front of them sees. Each
 * connection belongs to one thread at a time, which notes what its frames mean; the notes go through a bounded queue to one
 * thread that writes the file. Traffic never waits for the recording: what finds no room is counted, and the file says so.
 */
@NullMarked
package dev.carillon.simulator.recording.live;

import org.jspecify.annotations.NullMarked;
