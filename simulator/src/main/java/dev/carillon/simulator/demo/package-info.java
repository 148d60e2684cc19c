/**
 * The demonstration: a node in a process of its own, real client connections that replay traffic, a kill with -9
 * half-way, and a verdict. {@link dev.carillon.simulator.demo.DemoCommand} wires clock, processes and network;
 * {@link dev.carillon.simulator.demo.Replay} pushes the rows through {@link dev.carillon.simulator.users.UserLinks} and
 * keeps the ledger; {@link dev.carillon.simulator.demo.Demo} is the story from start to verdict.
 *
 * <p>Threads: the replay runs on one thread, client callbacks on the client library's, the display on its own. What
 * they share is the ledger, the window and the status, each safe for any thread.
 */
@NullMarked
package dev.carillon.simulator.demo;

import org.jspecify.annotations.NullMarked;
