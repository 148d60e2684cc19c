/**
 * The sessions of connected devices: decoding what clients send, windows, resume, and everything a node tells them.
 * Between {@link dev.carillon.node.session.SessionMailbox} and {@link dev.carillon.node.session.ClientLink} a session
 * sees only raw frames, so a transport or a tunnel can be put there without its knowing.
 *
 * <p>Runs on the loop of the user's partition. May touch {@code delivery}, {@code runtime} and {@code protocol}; knows
 * no sockets, no threads and no system clock.
 */
@NullMarked
package dev.carillon.node.session;

import org.jspecify.annotations.NullMarked;
