/**
 * Compact tokens, version 1 (PROTOCOL.md, "Tokens"): what a client shows in HELLO to prove who it is. Issuing and
 * verifying need no I/O and no clock; the caller brings the keys and the time.
 */
@NullMarked
package dev.carillon.protocol.token;

import org.jspecify.annotations.NullMarked;
