/**
 * The wire protocol, version 1: frames, codec, tokens. No I/O, no threads. The authority is {@code PROTOCOL.md} in this
 * module; every limit here is quoted from it.
 */
@NullMarked
package dev.carillon.protocol;

import org.jspecify.annotations.NullMarked;
