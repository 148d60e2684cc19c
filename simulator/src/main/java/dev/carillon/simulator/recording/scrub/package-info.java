/**
 * Makes a recording that may be handed on: pseudonyms of a key in place of users and devices, noise of the same length and
 * compressibility in place of texts. Reads the recording twice, on one thread; the key stays in its file.
 */
@NullMarked
package dev.carillon.simulator.recording.scrub;

import org.jspecify.annotations.NullMarked;
