/**
 * What a client runs on: loops, timers, connections. The interfaces are the ports through which tests and the
 * simulator put virtual time and an in-memory network; {@link dev.carillon.client.runtime.NettyRuntime} is the
 * production side and the only class here that names Netty, the clock or a thread.
 */
@NullMarked
package dev.carillon.client.runtime;

import org.jspecify.annotations.NullMarked;
